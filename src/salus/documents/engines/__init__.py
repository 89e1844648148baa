"""Everything that touches a vendor's library: PDF, pictures and the reading of scans."""
