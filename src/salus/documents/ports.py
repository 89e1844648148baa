"""The one port of this slice: something that can say what a picture shows."""

from __future__ import annotations

from typing import Protocol

from salus.core.errors import AppError


class VisionUnavailable(AppError):
    """The vision model did not answer. The picture is kept and marked as not analysed."""

    status, code, fhir_issue = 503, "VISION_UNAVAILABLE", "transient"


class VisionDescriber(Protocol):
    """Describes pictures; what it says is a machine's word about a picture and never an instruction."""

    @property
    def model(self) -> str:
        """Name of the model, kept beside every description."""
        ...

    async def describe(self, picture: bytes, surroundings: str) -> str:
        """One paragraph about a PNG or JPEG; `surroundings` are the words printed around it."""
        ...

    async def close(self) -> None:
        """Give its connections back."""
        ...
