"""Learn the second stage of the red-flag gate from our labelled messages."""
