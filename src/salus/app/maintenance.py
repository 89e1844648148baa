"""Work on a whole installation that a person asks for at the command line."""

from __future__ import annotations

from salus.core.audit.contract import ChainVerdict
from salus.core.audit.service import verify_chain
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.services import new_request_id, open_services


async def verify_audit(settings: Settings) -> ChainVerdict:
    """Walk the whole chain, as the API's own route does; that it was verified is itself a row."""
    # A million rows take seconds, which the limit for requests does not allow.
    unhurried = settings.model_copy(update={"statement_timeout_ms": 0})
    async with open_services(unhurried) as services, services.reading(WORKER, new_request_id()) as ctx:
        verdict = await verify_chain(ctx.db)
        await ctx.audit("audit.verify")
    return verdict
