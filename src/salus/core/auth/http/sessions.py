"""Routes of one's own sessions: where am I signed in, end one, end all others; and of warnings about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from salus.core.auth import sessions
from salus.core.auth.contract import OpenSession, SignInMethod
from salus.core.http.call import Call, ResourceId, SignedIn
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["account"])


class SessionOut(BaseModel):
    """Where somebody is signed in. The address itself is not kept."""

    id: UUID
    device: str
    address_class: str = Field(description="Kind of network: this computer, private network, internet.")
    method: SignInMethod
    started_at: datetime
    last_seen_at: datetime = Field(description="Last renewal of the session; one in use is renewed every few minutes.")
    is_this_one: bool


class WarningOut(BaseModel):
    """A session that was ended because its key was presented twice."""

    session_id: UUID
    device: str
    address_class: str
    ended_at: datetime


class Ended(BaseModel):
    """How many sessions ended."""

    sessions: int


def _out(session: OpenSession, call: SignedIn) -> SessionOut:
    return SessionOut(
        id=session.id,
        device=session.device,
        address_class=session.address_class,
        method=session.method,
        started_at=session.started_at,
        last_seen_at=session.seen_at,
        is_this_one=session.id == call.actor.session_id,
    )


@router.get("/account/sessions")
async def list_sessions(call: Call) -> Success[list[SessionOut]]:
    """Where I am signed in."""
    async with call.reading() as ctx:
        found = await sessions.list_own(ctx)
    return success([_out(session, call) for session in found], call.request_id)


@router.delete("/account/sessions/{resource_id}")
async def end_session(call: Call, resource_id: ResourceId) -> Success[bool]:
    """End one of my sessions; its access token is refused within five seconds everywhere."""
    async with call.transaction() as ctx:
        await sessions.end_own(ctx, resource_id)
    await call.services.sessions.tell()
    return success(True, call.request_id)


@router.post("/account/sessions/end-others")
async def end_other_sessions(call: Call) -> Success[Ended]:
    """Sign me out everywhere but here."""
    async with call.transaction() as ctx:
        ended = await sessions.end_own_others(ctx)
    await call.services.sessions.tell()
    return success(Ended(sessions=ended), call.request_id)


@router.get("/account/warnings")
async def list_warnings(call: Call) -> Success[list[WarningOut]]:
    """Sessions of mine that were ended because somebody may have used them beside me; until I have read of them."""
    async with call.reading() as ctx:
        found = await sessions.list_warnings(ctx)
    warnings = [
        WarningOut(session_id=one.id, device=one.device, address_class=one.address_class, ended_at=one.seen_at)
        for one in found
    ]
    return success(warnings, call.request_id)


@router.post("/account/warnings/read")
async def note_warnings_read(call: Call) -> Success[bool]:
    """I have read them."""
    async with call.transaction() as ctx:
        await sessions.note_warnings_read(ctx)
    return success(True, call.request_id)
