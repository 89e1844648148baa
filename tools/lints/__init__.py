"""Small checks of this house's own rules: one rule a file, each with a test in `tests/workshop`."""
