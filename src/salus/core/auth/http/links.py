"""Routes of one-time links: an administrator makes one, its person sets a password with it."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from pydantic import BaseModel, Field

from salus.core.auth import links
from salus.core.auth.contract import LinkPurpose
from salus.core.auth.policy import MIN_LENGTH
from salus.core.context import NOBODY
from salus.core.http.call import AdminCall, ResourceId, request_id_of, services_of
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["sign-in"])


class LinkOut(BaseModel):
    """A link to hand over, shown this once."""

    path: str = Field(description="Page and secret; the secret stands behind `#`, which browsers send to no server.")
    purpose: LinkPurpose
    expires_at: datetime


class LinkIn(BaseModel):
    """The secret of a link, in the body: addresses are logged by proxies."""

    token: str = Field(max_length=100)


class LinkUse(LinkIn):
    """The password that its person chose."""

    password: str = Field(max_length=200)


class LinkShown(BaseModel):
    """Whose link it is."""

    purpose: LinkPurpose
    username: str
    display_name: str
    password_min_length: int


@router.post("/admin/users/{resource_id}/password-link", status_code=201, tags=["administration"])
async def make_link(call: AdminCall, resource_id: ResourceId) -> Success[LinkOut]:
    """A link to set a password with: an invitation where there is none yet, a reset where there is one."""
    async with call.keeping_no_answer().transaction() as ctx:
        link = await links.make_link(ctx, resource_id)
    return success(LinkOut(path=link.path, purpose=link.purpose, expires_at=link.expires_at), call.request_id)


@router.post("/auth/link")
async def look_at_link(request: Request, given: LinkIn) -> Success[LinkShown]:
    """Whose link this is, while it can be used."""
    async with services_of(request).transaction(NOBODY, request_id_of(request)) as ctx:
        account, purpose = await links.look_at(ctx, given.token)
    shown = LinkShown(
        purpose=purpose,
        username=account.username,
        display_name=account.display_name,
        password_min_length=MIN_LENGTH,
    )
    return success(shown, request_id_of(request))


@router.post("/auth/link/use")
async def use_link(request: Request, given: LinkUse) -> Success[bool]:
    """Set the password. It signs nobody in: the second factor, where there is one, is asked for as ever."""
    services = services_of(request)
    async with services.transaction(NOBODY, request_id_of(request)) as ctx:
        await links.use(ctx, given.token, given.password)
    await services.sessions.tell()
    return success(True, request_id_of(request))
