"""What a slice plugs into the edge; the edge collects these and knows nothing else of a slice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salus.core.events import Listener
from salus.core.jobs.contract import JobKind

if TYPE_CHECKING:
    from fastapi import APIRouter

    from salus.core.services import Services


@dataclass(frozen=True, slots=True)
class SliceManifest:
    """Routes, jobs and listeners of one slice; chores are what the worker does at its start and every hour."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    listeners: tuple[tuple[type, Listener], ...] = ()
    chores: tuple[Callable[[Services], Awaitable[None]], ...] = ()
