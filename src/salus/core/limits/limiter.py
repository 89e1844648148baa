"""Admit or refuse. Reads are counted in this process and settled once a second; everything else is asked at once.

A trip to the engine costs as much as a third of a lean read, so reads make none. Every process tells the engine once a
second what it admitted and learns how each caller stands over all. The sustained rate is therefore exact; in one second
a caller who spreads over N processes may get up to N times the burst, and pays for it right after. The other classes
are decided by one atomic script in the engine. When it is away, every process counts for itself: the limits hold
for each process, and nobody is locked out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from salus.core.limits.buckets import Buckets
from salus.core.limits.contract import ROLES, LimitClass, LimitReached, Rule, Verdict, parse_rules, rule_for
from salus.core.telemetry import RATE_LIMIT

if TYPE_CHECKING:
    from salus.core.cache import Cache
    from salus.core.config import Settings

SETTLED_EVERY_S = 1.0
KEY = "salus:limit:"
# The same arithmetic as `Buckets`, in the engine's own time. What is only told (ARGV[3] = '1') was admitted before.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local debt = math.max((tonumber(redis.call('GET', KEYS[1])) or now) - now, 0)
local cost, window = tonumber(ARGV[1]), tonumber(ARGV[2])
if ARGV[3] == '0' and debt + cost > window + 0.000001 then
    return {0, tostring(debt)}
end
debt = debt + cost
redis.call('SET', KEYS[1], string.format('%.6f', now + debt), 'PX', math.ceil(debt * 1000) + 1)
return {1, tostring(debt)}
"""

Ask = tuple[str, Rule, int]


class Limiter:
    """The limits of one process."""

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self._cache = cache
        rules = {kind: parse_rules(getattr(settings, SETTING_OF[kind])) for kind in LimitClass}
        # The same object each time, as the buckets expect; and the counter beside it, which is slow to look up.
        self._chosen = {(kind, role): rule_for(rules[kind], role) for kind in LimitClass for role in ROLES}
        self._admitted = {
            (kind, role): RATE_LIMIT.labels(kind.value, role, "admitted") for kind in LimitClass for role in ROLES
        }
        self._buckets = Buckets()
        self._timer: asyncio.TimerHandle | None = None
        self._settling: asyncio.Task[None] | None = None

    async def admit(self, kind: LimitClass, role: str, caller: str) -> tuple[Rule, Verdict] | None:
        """How the caller stands after this request; None where there is no limit; `LimitReached` beyond it."""
        rule = self._chosen[kind, role]
        if rule is None:
            return None
        key = f"{kind.value}:{caller}"
        verdict = self._count_here(key, rule) if kind is LimitClass.READS else await self._ask(key, rule)
        if not verdict.is_allowed:
            RATE_LIMIT.labels(kind.value, role, "refused").inc()
            raise LimitReached(kind, rule, verdict.debt_s)
        self._admitted[kind, role].inc()
        return rule, verdict

    async def close(self) -> None:
        """Tell the engine what was admitted last."""
        if self._timer is not None:
            self._timer.cancel()
        if self._settling is not None:
            await self._settling
        await self.settle()

    async def settle(self) -> None:
        """Tell what was admitted here, learn how these callers stand over all processes, forget who is idle."""
        asks = list(self._buckets.unsettled())
        answers = await self._evaluate(asks, told=True) if asks else None
        now = time.monotonic()
        for (key, _, _), verdict in zip(asks, answers or (), strict=False):
            self._buckets.settle(key, verdict.debt_s, now)
        self._buckets.forget_idle(now)

    def _count_here(self, key: str, rule: Rule) -> Verdict:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SETTLED_EVERY_S, self._start_settling)
        return self._buckets.take(key, rule, time.monotonic())

    def _start_settling(self) -> None:
        self._timer = None
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self.settle())

    async def _ask(self, key: str, rule: Rule) -> Verdict:
        answers = await self._evaluate([(key, rule, 1)], told=False)
        return answers[0] if answers else self._count_here(key, rule)

    async def _evaluate(self, asks: Sequence[Ask], *, told: bool) -> list[Verdict] | None:
        calls = [(KEY + key, (amount * rule.interval_s, rule.window_s, int(told))) for key, rule, amount in asks]
        answers = await self._cache.evaluate(TAKE, calls)
        return None if answers is None else [Verdict(bool(int(each[0])), float(each[1])) for each in answers]


SETTING_OF = {
    LimitClass.SIGN_IN: "rate_sign_in",
    LimitClass.READS: "rate_reads",
    LimitClass.WRITES: "rate_writes",
    LimitClass.UPLOADS: "rate_uploads",
    LimitClass.CHAT: "rate_chat",
    LimitClass.EXPORTS: "rate_exports",
}
