"""Schema steps of chat."""
