"""Audit: an append-only hash chain of who did what; written by one SQL function, verified from outside."""
