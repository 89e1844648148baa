"""Documents as a clinic meets them: digital PDFs, scans and photos, drawn when the demo is seeded."""
