"""What an engine of jobs must do: take a job into the caller's transaction, tell workers of it, and work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from salus.core.context import Ctx
from salus.core.jobs.contract import Job, JobKind

if TYPE_CHECKING:
    from salus.core.config import Settings
    from salus.core.services import Services


class JobEngine(Protocol):
    """Carries jobs to workers. The row in `core.job` is the truth for both engines."""

    async def accept(self, ctx: Ctx, job: Job) -> None:
        """Take the job within the caller's transaction: what rolls back was never asked for."""

    def announce(self, kinds: Iterable[str]) -> None:
        """Tell workers that jobs of these kinds are committed. Neither waits nor raises; a lost word is made good."""

    async def is_alive(self) -> bool:
        """Whether what carries the jobs answers; those that wait are safe either way."""

    async def close(self) -> None:
        """Say what is still to be said, and give connections back."""


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """What one worker is for. `beside` runs as long as it works, in one place of it."""

    settings: Settings
    kinds: tuple[JobKind, ...]
    slices: tuple[str, ...]
    open_services: Callable[[], AbstractAsyncContextManager[Services]]
    beside: Callable[[Services], Awaitable[None]]


def queue_of(kind: str) -> str:
    """The slice that offers a kind of job: workers may take those of some slices only."""
    return kind.partition(".")[0]
