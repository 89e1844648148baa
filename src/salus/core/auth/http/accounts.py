"""Routes of the administrator's accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from salus.core.auth import service
from salus.core.auth.contract import Account, NewAccount
from salus.core.auth.http.sessions import Ended
from salus.core.context import Role
from salus.core.http.call import AdminCall, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["administration"])


class AccountOut(BaseModel):
    """An account as the administrator sees it."""

    id: UUID
    username: str
    display_name: str
    role: Role
    patient_uuid: UUID | None
    doctor_uuid: UUID | None
    is_active: bool
    version: int
    created_at: datetime
    last_sign_in_at: datetime | None
    needs_second_factor: bool
    locked_until: datetime | None = Field(None, description="After too many wrong passwords; known browsers get in.")


class AccountIn(BaseModel):
    """A new account."""

    username: str = Field(min_length=3, max_length=200)
    display_name: str = Field(min_length=1, max_length=200)
    role: Role
    password: str | None = Field(default=None, max_length=200, description="Left out: its person gets a link.")
    patient_uuid: UUID | None = None
    doctor_uuid: UUID | None = None


class AccountChange(BaseModel):
    """A change of an account, of the version that was read."""

    version: int
    display_name: str = Field(min_length=1, max_length=200)
    is_active: bool
    needs_second_factor: bool | None = Field(default=None, description="Left out: as it is.")


def account_out(account: Account, locked_until: datetime | None = None) -> AccountOut:
    """The account without its secrets."""
    return AccountOut(
        id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        patient_uuid=account.patient_id,
        doctor_uuid=account.practitioner_id,
        is_active=account.is_active,
        version=account.version,
        created_at=account.created_at,
        last_sign_in_at=account.last_sign_in_at,
        needs_second_factor=account.needs_second_factor,
        locked_until=locked_until,
    )


@router.get("/admin/users")
async def list_users(call: AdminCall) -> Success[list[AccountOut]]:
    """All accounts."""
    async with call.transaction() as ctx:
        accounts = await service.list_accounts(ctx)
        locked = await service.list_locked(ctx)
    return success([account_out(account, locked.get(account.id)) for account in accounts], call.request_id)


@router.post("/admin/users", status_code=201)
async def create_user(call: AdminCall, new: AccountIn) -> Success[AccountOut]:
    """Open an account."""
    async with call.transaction() as ctx:
        account = await service.create_account(
            ctx,
            NewAccount(new.username, new.display_name, new.role, new.password, new.patient_uuid, new.doctor_uuid),
        )
    return success(account_out(account), call.request_id)


@router.put("/admin/users/{resource_id}")
async def change_user(call: AdminCall, resource_id: ResourceId, change: AccountChange) -> Success[AccountOut]:
    """Rename, lock or unlock an account."""
    async with call.transaction() as ctx:
        account = await service.change_account(
            ctx,
            resource_id,
            change.version,
            change.display_name,
            is_active=change.is_active,
            needs_second_factor=change.needs_second_factor,
        )
    if change.needs_second_factor or not change.is_active:
        await call.services.sessions.tell()
    return success(account_out(account), call.request_id)


@router.post("/admin/users/{resource_id}/end-sessions")
async def end_sessions(call: AdminCall, resource_id: ResourceId) -> Success[Ended]:
    """Sign an account out everywhere, within five seconds."""
    async with call.transaction() as ctx:
        ended = await service.end_sessions_of(ctx, resource_id)
    await call.services.sessions.tell()
    return success(Ended(sessions=ended), call.request_id)


@router.post("/admin/users/{resource_id}/unlock")
async def unlock_user(call: AdminCall, resource_id: ResourceId) -> Success[bool]:
    """Let an account try again that too many wrong passwords have closed."""
    async with call.transaction() as ctx:
        await service.unlock(ctx, resource_id)
    return success(True, call.request_id)


@router.post("/admin/users/{resource_id}/reset-factors")
async def reset_factors(call: AdminCall, resource_id: ResourceId) -> Success[bool]:
    """Remove second factor and passkeys of a person who lost the phone; all sessions of the account end."""
    async with call.transaction() as ctx:
        await service.reset_factors(ctx, resource_id)
    await call.services.sessions.tell()
    return success(True, call.request_id)
