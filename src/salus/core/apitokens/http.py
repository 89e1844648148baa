"""Routes of the administrator's tokens for programs and devices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from salus.core.apitokens import service
from salus.core.apitokens.contract import ApiToken, Issued, NewApiToken, Scope
from salus.core.http.call import AdminCall, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1/admin/tokens", tags=["administration"])

Days = Annotated[int, Field(ge=1, le=3660, description="Life of the secret [days].")]
LONGEST_OVERLAP_H = 14 * 24


class SecretOut(BaseModel):
    """One secret of a token, told apart by its last characters."""

    model_config = ConfigDict(from_attributes=True)

    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class ApiTokenOut(BaseModel):
    """A token; it acts for a patient, for a practitioner, or for nobody."""

    id: UUID
    name: str
    scopes: list[Scope]
    patient_uuid: UUID | None
    doctor_uuid: UUID | None
    created_at: datetime
    created_by_name: str | None
    revoked_at: datetime | None
    secrets: list[SecretOut]


class IssuedOut(BaseModel):
    """A token with its secret, which is shown this once."""

    token: ApiTokenOut
    secret: str


class ApiTokenIn(BaseModel):
    """A new token."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120, description="What uses it, e.g. `Blood pressure cuff, room 4`.")
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    days: Days = 90
    patient_uuid: UUID | None = None
    doctor_uuid: UUID | None = None


class RotationIn(BaseModel):
    """How long the new secret lives, and how long the one before goes on beside it."""

    model_config = ConfigDict(extra="forbid")

    days: Days = 90
    overlap_hours: int = Field(24, ge=0, le=LONGEST_OVERLAP_H)


def token_out(token: ApiToken) -> ApiTokenOut:
    """A token as shown."""
    return ApiTokenOut(
        id=token.id,
        name=token.name,
        scopes=sorted(token.scopes),
        patient_uuid=token.patient_id,
        doctor_uuid=token.practitioner_id,
        created_at=token.created_at,
        created_by_name=token.created_by_name,
        revoked_at=token.revoked_at,
        secrets=[SecretOut.model_validate(each) for each in token.secrets],
    )


@router.get("")
async def list_tokens(call: AdminCall) -> Success[list[ApiTokenOut]]:
    """All tokens, those in force first."""
    async with call.reading() as ctx:
        tokens = await service.list_tokens(ctx)
    return success([token_out(each) for each in tokens], call.request_id)


@router.post("", status_code=201)
async def create_token(call: AdminCall, body: ApiTokenIn) -> Success[IssuedOut]:
    """Make a token. The secret is in this answer and nowhere else; a retry under the same key tells so."""
    new = NewApiToken(body.name, frozenset(body.scopes), body.days, body.patient_uuid, body.doctor_uuid)
    async with call.keeping_no_answer().transaction() as ctx:
        issued = await service.create_token(ctx, new)
    return success(_issued(issued), call.request_id)


@router.post("/{resource_id}/rotate", status_code=201)
async def rotate_token(call: AdminCall, resource_id: ResourceId, body: RotationIn) -> Success[IssuedOut]:
    """Give the token a new secret; the one before goes on for the overlap."""
    async with call.keeping_no_answer().transaction() as ctx:
        issued = await service.rotate_token(ctx, resource_id, body.days, timedelta(hours=body.overlap_hours))
    return success(_issued(issued), call.request_id)


@router.delete("/{resource_id}")
async def revoke_token(call: AdminCall, resource_id: ResourceId) -> Success[ApiTokenOut]:
    """End the token for good, within five seconds everywhere."""
    async with call.transaction() as ctx:
        token = await service.revoke_token(ctx, resource_id)
    return success(token_out(token), call.request_id)


def _issued(issued: Issued) -> IssuedOut:
    return IssuedOut(token=token_out(issued.token), secret=issued.secret)
