"""Salus: one patient, one timeline, one permission model; every sentence opens its source."""
