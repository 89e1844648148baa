"""Find the markers of the breast programme in text, English and Spanish (reference A1)."""

from __future__ import annotations

from salus.clinical.markers.breast.find import find_breast_markers, speaks_of_breasts

__all__ = ["find_breast_markers", "speaks_of_breasts"]
