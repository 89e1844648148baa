"""Retries made safe: a write that carries an Idempotency-Key happens once, and its retry gets the first answer.

The key is claimed inside the write's own transaction, so effect and claim commit together. The answer is kept before
it is sent. Should the process die between the two, the retry is told that the work was done, and nothing is done twice.
The same key with another method, path, query or body is refused: see `fingerprint` for what counts as the same body.
An answer about people goes again only to whom their charts would open now. From anybody else it is withheld: the
request goes on to its route's own door, which refuses it and writes the audit row, and does nothing should it not.
After a day all of it is forgotten (`forgetting`), and the key is as good as new.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from salus.core.audit.contract import AuditEvent
from salus.core.context import Actor, Ctx
from salus.core.errors import AppError
from salus.core.http import store
from salus.core.http.fingerprint import Fingerprint
from salus.core.http.store import KeptAnswer
from salus.core.services import Services

log = structlog.get_logger("salus.http")
HEADER = b"idempotency-key"
LONGEST_KEY = 200
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLAIM = "salus.idempotency"
ANSWER_WAIT_S, ANSWER_POLL_S = 2.0, 0.02
# Whether the caller may open this person's file now; asked in the transaction of the retry.
MayOpen = Callable[[Ctx, UUID], Awaitable[bool]]


class KeyReused(AppError):
    """This Idempotency-Key was used for another request. Use a new key for each different write."""

    status, code, fhir_issue = 422, "IDEMPOTENCY_KEY_REUSED", "duplicate"


class KeyUnusable(AppError):
    """An Idempotency-Key is 1 to 200 printable ASCII characters; a UUID is a good one."""

    status, code, fhir_issue = 400, "IDEMPOTENCY_KEY_UNUSABLE", "value"


class AlreadyDone(AppError):
    """This request was carried out before, but its answer was not kept. Read the resource to see the result."""

    status, code, fhir_issue = 409, "ALREADY_DONE", "duplicate"


class Replay(Exception):
    """The first answer of this request, to be sent again."""

    def __init__(self, answer: KeptAnswer, told: tuple[AuditEvent, ...]) -> None:
        super().__init__("replay")
        self.answer = answer
        self.told = told


@dataclass(slots=True)
class Claim:
    """The key of one request; claimed by its first writing transaction. An answer with a secret in it is not kept."""

    key: str
    fingerprint: Fingerprint
    may_open: MayOpen
    is_claimed: bool = False
    is_withheld: bool = False
    keeps_answer: bool = True
    patients: set[UUID] = field(default_factory=set)

    async def take(self, ctx: Ctx) -> None:
        """Claim the key in this transaction, or raise what the earlier use of the key demands."""
        if self.is_claimed or self.is_withheld:
            return
        # Every route reads its body before it writes, so the fingerprint is whole by now.
        digest = self.fingerprint.digest()
        while not await store.insert_claim(ctx.db, ctx.actor.user_id, self.key, digest):
            if not await self._is_forgotten(ctx, digest):
                self.is_withheld = True
                return
        self.is_claimed = True

    def note(self, ctx: Ctx) -> None:
        """The answer may tell of everybody whose file was opened for it."""
        self.patients.update(event.patient_id for event in ctx.pending_audit if event.patient_id is not None)

    def require_own(self) -> None:
        """Nothing is done twice: `AlreadyDone` where the route's door let a request pass whose answer was withheld."""
        if self.is_withheld:
            raise AlreadyDone

    async def _is_forgotten(self, ctx: Ctx, digest: bytes) -> bool:
        """Raise what the first use demands; True if it was forgotten just now, False if its answer is withheld."""
        until = time.monotonic() + ANSWER_WAIT_S
        while True:
            first = await store.select_answer(ctx.db, ctx.actor.user_id, self.key)
            if first is None:
                return True
            if first.digest != digest:
                raise KeyReused
            if first.status != 0:
                if await self._may_be_told(ctx, first):
                    raise Replay(first, tuple(ctx.pending_audit))
                return False
            if time.monotonic() > until:
                raise AlreadyDone
            await asyncio.sleep(ANSWER_POLL_S)  # committed a moment ago on another connection: its answer is coming

    async def _may_be_told(self, ctx: Ctx, first: KeptAnswer) -> bool:
        """Whether this account would get the same now. Another role would not; nor does who kept it say for whom."""
        if first.role != ctx.actor.role or first.patients is None:
            return False
        for patient_id in first.patients:
            if not await self.may_open(ctx, patient_id):
                return False
            await ctx.audit("answer.replay", patient_id=patient_id)
        return True


def claim_of(scope: MutableMapping[str, Any]) -> Claim | None:
    """The request's claim, if it brought a key; `KeyUnusable` where the key is none."""
    claim = scope.get(CLAIM)
    if not isinstance(claim, Claim):
        return None
    # A key that was cut short could be taken for another one, so a long one is refused instead.
    if not (0 < len(claim.key) <= LONGEST_KEY and claim.key.isascii() and claim.key.isprintable()):
        raise KeyUnusable
    return claim


class KeepAnswers:
    """Keeps the answers of writes that carried a key, before they are sent."""

    def __init__(self, app: ASGIApp, may_open: MayOpen) -> None:
        self._app = app
        self._may_open = may_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; hold back only answers that must be kept."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        claim = scope[CLAIM] = Claim(key, Fingerprint(scope), self._may_open)
        held: list[Message] = []

        async def overhear() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                claim.fingerprint.update(message.get("body", b""))
            return message

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message):
                held.clear()
                await send(message)
                return
            if not held and message["type"] != "http.response.start":
                await send(message)  # a stream's pieces
                return
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                if claim.is_claimed and claim.keeps_answer:
                    await _keep(scope, claim, held)
                for each in held:
                    await send(each)
                held.clear()

        await self._app(scope, overhear, keep)


def _key(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
        return None
    found = next((value for name, value in scope["headers"] if name == HEADER), None)
    return None if found is None else found.decode("latin-1")


def _is_stream(start: Message) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in start["headers"])


async def _keep(scope: Scope, claim: Claim, messages: list[Message]) -> None:
    services, actor = scope["app"].state.services, scope.get("salus.actor")
    status = messages[0]["status"]
    if not isinstance(services, Services) or not isinstance(actor, Actor) or status >= 400:
        return  # what was refused or failed was rolled back with its claim
    body = b"".join(message.get("body", b"") for message in messages[1:])
    try:
        async with services.transaction(actor, scope["salus.request_id"]) as ctx:
            answer = KeptAnswer(claim.fingerprint.digest(), status, body, actor.role, tuple(claim.patients))
            await store.update_answer(ctx.db, actor.user_id, claim.key, answer)
    except (AppError, psycopg.Error) as error:
        # The write itself is committed: to answer with an error now would be a lie.
        log.warning("answer_not_kept", request_id=scope["salus.request_id"], error=type(error).__name__)


async def _replay(request: Request, error: Exception) -> Response:
    assert isinstance(error, Replay)
    await request.app.state.services.audit.record_now(*error.told)
    headers = {"Idempotent-Replayed": "true"}
    return Response(error.answer.body, error.answer.status, headers=headers, media_type="application/json")


def install(app: FastAPI, may_open: MayOpen) -> None:
    """Register the middleware and the handler that sends kept answers again."""
    app.add_exception_handler(Replay, _replay)
    app.add_middleware(KeepAnswers, may_open=may_open)
