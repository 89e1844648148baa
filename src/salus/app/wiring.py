"""The only list of all slices: the edge learns from it what to serve, run and listen to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from importlib import import_module

from salus.core.audit.anchor import keep_anchor
from salus.core.auth.factors import wrap_secrets_anew
from salus.core.auth.guard import forget_counters
from salus.core.auth.sessions import forget_sessions
from salus.core.events import Listener
from salus.core.http.forgetting import forget_answers
from salus.core.jobs.contract import JobKind
from salus.core.manifest import SliceManifest
from salus.core.operations.watch import forget_minutes
from salus.core.services import Services

SLICES = ("records", "documents", "chat", "exchange")


@lru_cache(maxsize=1)
def manifests() -> tuple[SliceManifest, ...]:
    """Every slice's manifest."""
    return tuple(import_module(f"salus.{name}.manifest").MANIFEST for name in SLICES)


def job_kinds(slices: Iterable[str] | None = None) -> tuple[JobKind, ...]:
    """The jobs of these slices, or of all."""
    wanted = set(slices or SLICES)
    return tuple(kind for manifest in manifests() if manifest.name in wanted for kind in manifest.jobs)


def listeners() -> tuple[tuple[type, Listener], ...]:
    """Who listens to which event."""
    return tuple(pair for manifest in manifests() for pair in manifest.listeners)


def chores(slices: Iterable[str] | None = None) -> tuple[Callable[[Services], Awaitable[None]], ...]:
    """What the worker does every hour for these slices, or for all, and for the core."""
    wanted = set(slices or SLICES)
    own = (chore for manifest in manifests() if manifest.name in wanted for chore in manifest.chores)
    core = (keep_anchor, forget_answers, forget_sessions, forget_counters, forget_minutes, wrap_secrets_anew)
    return *core, *own
