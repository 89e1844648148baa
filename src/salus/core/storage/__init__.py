"""Objects, encrypted before they leave the process, under a key of their patient."""
