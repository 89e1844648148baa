"""The workshop: set-up, checks and generators. Nothing here ships with the product."""
