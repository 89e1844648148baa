"""Work on a whole installation that a person asks for at the command line."""

from __future__ import annotations

from salus.app.demo import ACCOUNTS
from salus.core.audit.anchor import Anchors
from salus.core.audit.contract import ChainVerdict
from salus.core.audit.export import export
from salus.core.audit.service import verify_with_anchors
from salus.core.auth import service as auth
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.keys import key_wrapper
from salus.core.services import new_request_id, open_services
from salus.records import service as records


async def verify_audit(settings: Settings) -> ChainVerdict:
    """Walk the whole chain, as the API's own route does; that it was verified is itself a row."""
    # A million rows take seconds, which the limit for requests does not allow.
    unhurried = settings.model_copy(update={"statement_timeout_ms": 0})
    async with open_services(unhurried) as services, services.reading(WORKER, new_request_id()) as ctx:
        verdict = await verify_with_anchors(ctx.db, Anchors(settings.data_dir, key_wrapper(settings)))
        await ctx.audit("audit.verify")
    return verdict


async def export_audit(settings: Settings) -> int:
    """Export and sign what is new of the audit trail; how many rows."""
    async with open_services(settings) as services:
        return (await export(services)).rows


async def make_room(settings: Settings) -> None:
    """What the calendar asks of the schema: partitions for the values of coming years. Cheap when nothing is due."""
    async with open_services(settings) as services, services.transaction(WORKER, new_request_id()) as ctx:
        await records.make_room_for_coming_years(ctx)


async def reindex(settings: Settings) -> tuple[int, int]:
    """Queue what another embedding model has indexed; gives how many were queued now, and how many wait in all."""
    from salus.documents import service as documents  # a tenth of a second that no start should pay

    queued = 0
    async with open_services(settings) as services:
        while True:
            async with services.transaction(WORKER, new_request_id()) as ctx:
                jobs = await documents.queue_outdated(ctx)
                waiting = await documents.count_outdated(ctx)
            if not jobs:
                return queued, waiting
            queued += len(jobs)


async def let_demo_accounts_in(settings: Settings, *, allowed: bool) -> None:
    """Unlock the demo accounts in demo mode and lock them outside it, for everybody knows their password."""
    async with open_services(settings) as services, services.transaction(WORKER, new_request_id()) as ctx:
        for account in await auth.list_accounts(ctx):
            if account.username in ACCOUNTS and account.is_active is not allowed:
                await auth.change_account(ctx, account.id, account.version, account.display_name, is_active=allowed)
