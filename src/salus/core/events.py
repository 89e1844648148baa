"""How sibling slices meet: an event's listeners run inside the publisher's transaction, so all or nothing happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from salus.core.context import Ctx


@dataclass(slots=True)
class ObjectInDoubt:
    """A stored object whose row may never have been committed. A slice whose row names it says so."""

    patient_id: UUID
    key: str
    is_named: bool = False


Listener = Callable[[Ctx, Any], Awaitable[None]]


class EventBus:
    """Which listener hears which event; filled once from the slices' manifests."""

    def __init__(self, listeners: Iterable[tuple[type, Listener]] = ()) -> None:
        self._listeners: dict[type, list[Listener]] = defaultdict(list)
        for event_type, listener in listeners:
            self._listeners[event_type].append(listener)

    async def publish(self, ctx: Ctx, event: object) -> None:
        """Let everybody who listens act; an error of one undoes the whole transaction."""
        for listener in self._listeners[type(event)]:
            await listener(ctx, event)
