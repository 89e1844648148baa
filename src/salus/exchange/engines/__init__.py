"""The only files of exchange that import a vendor's library."""
