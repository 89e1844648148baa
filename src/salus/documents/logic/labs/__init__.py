"""Laboratory results from the words and boxes of a report, whatever its layout. Pure."""

from __future__ import annotations

from salus.documents.logic.labs.extract import extract_labs

__all__ = ["extract_labs"]
