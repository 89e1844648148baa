"""Limits on how much one caller asks: by class of work, role and caller; counted here, settled through Valkey."""
