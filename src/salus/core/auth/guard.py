"""Slow guessing down: for one account, and from one address over many accounts.

Attempts are counted in the database before they are judged, so a hundred at once are a hundred, and it makes no
difference whether Valkey is there. Names and addresses are kept as hashes. A name that nobody has is counted like one
that somebody has. A browser that has signed in to the account before is counted by itself: whoever tries passwords
from elsewhere does not keep a doctor from the ward's own computer (OWASP, "Slow Down Online Guessing Attacks with
Device Cookies").
"""

from __future__ import annotations

import math
from datetime import timedelta

import structlog

from salus.core.auth import guard_store
from salus.core.auth.contract import Client, TooManyTries
from salus.core.auth.tokens import refresh_hash
from salus.core.context import NOBODY, WORKER, Ctx
from salus.core.services import Services, new_request_id

log = structlog.get_logger("salus.auth")

# Seconds to wait after the first, second, ... failure. From the tenth on an account is locked for a quarter of an hour,
# then for longer; NIST SP 800-63B-4, 3.2.2 allows at most 100 in a row. One failure is forgiven an hour.
ACCOUNT_WAITS_S = (0, 0, 0, 1, 2, 4, 8, 16, 32, 900, 1800, 3600)
ACCOUNT_LEAK_S = 3600.0
# A whole hospital may come from one address: thirty failures are free, and one is forgiven every minute.
ADDRESS_WAITS_S = (*(0,) * 30, 2, 4, 8, 16, 32, 60)
ADDRESS_LEAK_S = 60.0
MOST_AT_ONCE = 5_000


async def admit(services: Services, request_id: str, username: str, client: Client) -> None:
    """Count this attempt; `TooManyTries` when it comes too early, and then it is not looked at."""
    async with services.transaction(NOBODY, request_id) as ctx:
        account, address = await _counters(ctx, username, client)
        until = None
        # The address first: one that must wait cannot lock accounts either.
        if address:
            until = await guard_store.count(ctx.db, address, address, ADDRESS_LEAK_S, ADDRESS_WAITS_S)
        if until is None:
            until = await guard_store.count(ctx.db, account, subject(username), ACCOUNT_LEAK_S, ACCOUNT_WAITS_S)
    if until is not None:
        raise TooManyTries(retry_after_s=max(1, math.ceil((until - ctx.now).total_seconds())))


async def forgive(ctx: Ctx, username: str, client: Client) -> None:
    """The attempt was a right one to its end: the account is free again, the address has one failure less."""
    account, address = await _counters(ctx, username, client)
    await guard_store.clear_key(ctx.db, account)
    if address:
        await guard_store.forgive(ctx.db, address)


async def _counters(ctx: Ctx, username: str, client: Client) -> tuple[str, str | None]:
    """What counts this attempt: a browser that the account knows alone, anything else with its address."""
    mark = refresh_hash(client.browser_mark) if client.browser_mark else None
    if mark and await guard_store.knows_browser(ctx.db, username, mark):
        return f"browser:{mark.hex()}:{username}", None
    return subject(username), f"address:{client.network}"


def subject(username: str) -> str:
    """What all counters about one account are kept under."""
    return f"account:{username}"


async def forget_counters(services: Services) -> None:
    """The worker's chore: what nobody has touched for a day is forgotten."""
    async with services.transaction(WORKER, new_request_id()) as ctx:
        gone = await guard_store.forget_old(ctx.db, ctx.now - timedelta(days=1), MOST_AT_ONCE)
    if gone:
        log.info("sign_in_counters_forgotten", counters=gone)
