"""The port of language models: a prompt with numbered material goes in, text comes out in pieces as it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from salus.core.errors import AppError


class Trouble(StrEnum):
    """Why a model gave no whole answer; the only word about it that is logged, counted or shown."""

    THROTTLED = "throttled"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BROKEN = "broken"
    BUSY = "busy"
    RESTING = "resting"


class ModelUnavailable(AppError):
    """The language model gave no whole answer."""

    status, code, fhir_issue = 503, "MODEL_UNAVAILABLE", "transient"

    def __init__(self, trouble: Trouble, retry_after_s: float | None = None) -> None:
        super().__init__(trouble=trouble.value)
        self.trouble = trouble
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG that goes with a prompt."""

    data: bytes

    @property
    def kind(self) -> str:
        """`png` or `jpeg`, by its first bytes."""
        return "jpeg" if self.data.startswith(b"\xff\xd8") else "png"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: `system` are the rules, `user` holds the material, which is data."""

    system: str
    user: str
    pictures: tuple[Picture, ...] = ()
    max_tokens: int = 1024


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which model it is, and whether asking it sends data out of the house."""

    engine: str
    model: str
    is_outside: bool

    @property
    def place(self) -> str:
        """Where what it is asked goes, for a person."""
        return "outside the house" if self.is_outside else "inside the house"

    def __str__(self) -> str:
        return f"{self.model} ({self.engine})"


class LanguageModel(Protocol):
    """Something that writes text about what it is given."""

    @property
    def name(self) -> ModelName:
        """Which model it is."""
        ...

    def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Pieces of the answer as they come. It ends normally only when the model itself ended; else it raises
        `ModelUnavailable`. Closing the generator ends the call on the other side."""
        ...

    async def close(self) -> None:
        """Give its connections back."""
        ...
