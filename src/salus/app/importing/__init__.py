"""Records from elsewhere, taken over at the command line: files in, charts out, and a report of what became of all."""
