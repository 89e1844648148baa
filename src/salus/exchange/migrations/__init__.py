"""Schema steps of exchange."""
