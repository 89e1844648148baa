"""Pure parts of documents: chunks, fusion, proposals, classification, sections, labs, findings."""
