"""Tokens for programs and devices: made by an administrator, limited to what they need, shown once, kept as hashes."""
