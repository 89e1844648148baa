"""Token buckets as one number each: the time at which nothing would be used up any more (GCRA, ITU-T I.371). Pure.

Every admission moves that time on by one interval; it is refused where the time would lie further ahead than the
window. What was admitted here and is not settled yet is counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from salus.core.limits.contract import Rule, Verdict

SLACK_S = 1e-6  # a float's error must not refuse the last one that is allowed


@dataclass(slots=True)
class Bucket:
    """How one caller stands in one class of work."""

    rule: Rule
    free_at: float
    unsettled: int = 0


class Buckets:
    """The buckets of one process; times are of one clock that never jumps [s]."""

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._buckets: dict[str, Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, rule: Rule, now: float) -> Verdict:
        """One more, if the rule allows it by all that is known here."""
        bucket = self._buckets.get(key)
        if bucket is None or bucket.rule is not rule:
            if len(self._buckets) >= self._most:
                self._make_room(now)
            bucket = self._buckets[key] = Bucket(rule, now)
        debt_s = max(bucket.free_at - now, 0.0)
        if debt_s + rule.interval_s > rule.window_s + SLACK_S:
            return Verdict(False, debt_s)
        bucket.free_at = now + debt_s + rule.interval_s
        bucket.unsettled += 1
        return Verdict(True, debt_s + rule.interval_s)

    def unsettled(self) -> Iterator[tuple[str, Rule, int]]:
        """What was admitted since the last call; from now on it counts as settled."""
        for key, bucket in self._buckets.items():
            if bucket.unsettled:
                amount, bucket.unsettled = bucket.unsettled, 0
                yield key, bucket.rule, amount

    def settle(self, key: str, debt_s: float, now: float) -> None:
        """How the caller stands over all processes. Never less than is known here: the engine may have forgotten."""
        bucket = self._buckets.get(key)
        if bucket is not None:
            since = bucket.unsettled * bucket.rule.interval_s
            bucket.free_at = max(bucket.free_at, now + debt_s + since)

    def forget_idle(self, now: float) -> None:
        """Drop those who stand as if they had never asked."""
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if bucket.free_at > now or bucket.unsettled
        }

    def _make_room(self, now: float) -> None:
        self.forget_idle(now)
        for key in list(self._buckets)[: len(self._buckets) - self._most // 2]:
            del self._buckets[key]
