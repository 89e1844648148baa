"""Salus: one patient, one timeline, one permission model; every sentence opens its source."""

__version__ = "0.1.0"
