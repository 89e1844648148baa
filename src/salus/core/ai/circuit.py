"""A circuit breaker: after a few failures in a row nobody asks for a while, then one asks on trial. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FAILURES_TO_OPEN = 5


class CircuitState(StrEnum):
    """CLOSED: everybody may ask. OPEN: nobody. HALF_OPEN: one is asking on trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(slots=True)
class Circuit:
    """Counts failures in a row; times are seconds of any one steady clock."""

    rest_s: float
    failures: int = 0
    opened_at: float | None = None
    is_on_trial: bool = False

    def state(self) -> CircuitState:
        """How it stands."""
        if self.opened_at is None:
            return CircuitState.CLOSED
        return CircuitState.HALF_OPEN if self.is_on_trial else CircuitState.OPEN

    def may_ask(self, now: float) -> bool:
        """Whether a call may go out now. The one that is let through after the rest is the trial."""
        if self.opened_at is None:
            return True
        if self.is_on_trial or now - self.opened_at < self.rest_s:
            return False
        self.is_on_trial = True
        return True

    def succeeded(self) -> None:
        """A call ended well: everybody may ask again."""
        self.failures, self.opened_at, self.is_on_trial = 0, None, False

    def failed(self, now: float) -> None:
        """A call failed: one more in a row, and a failed trial opens it anew."""
        self.failures += 1
        if self.is_on_trial or self.failures >= FAILURES_TO_OPEN:
            self.opened_at, self.is_on_trial = now, False

    def left(self) -> None:
        """A call was given up by whoever asked, which says nothing of the model: another may be the trial."""
        self.is_on_trial = False
