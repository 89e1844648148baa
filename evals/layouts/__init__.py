"""Laboratory forms that the extraction was never shown, each result known, to measure how well it reads new ones."""
