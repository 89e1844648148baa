"""The keys that wrap patients' data keys: a key file, or a key management service, or both while one follows the other.

Owns: core.data_key, core.destroyed_key, core.installation
"""
