"""The slice's SQL: documents, their pages and pictures, proposals, chunks."""
