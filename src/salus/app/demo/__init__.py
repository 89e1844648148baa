"""The demo clinic: invented people with coherent histories and real documents; nobody in it exists."""
