"""Letters and notes with what a doctor reads in them, to measure the findings in text."""
