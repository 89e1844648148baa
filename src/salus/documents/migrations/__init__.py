"""Schema steps of documents: files, pages, proposals, chunks."""
