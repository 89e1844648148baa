"""Where limits meet requests: signed-in callers by account, everybody else by address; and what the answer says."""

from __future__ import annotations

import math
from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from salus.core.http.envelope import failure
from salus.core.http.marks import LIMIT_CLASS, mark_of
from salus.core.limits.address import address_of, counted_by, parse_networks
from salus.core.limits.contract import ANONYMOUS, LimitClass, LimitReached, Rule, Verdict
from salus.core.limits.limiter import Limiter

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from salus.core.context import Actor

STANDING = "salus.limit"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = "/api/v1/auth/"
# Sent by every open page of everybody behind one address, and of no use for guessing.
NO_ATTEMPT = (f"{SIGN_IN}refresh", f"{SIGN_IN}logout", f"{SIGN_IN}oidc/logout")
ELSEWHERE = f"{SIGN_IN}oidc/"  # leaves for a provider and comes back by GET

Headers = list[tuple[bytes, bytes]]


async def admit(scope: MutableMapping[str, Any], actor: Actor | None) -> None:
    """Count this request of its caller; `LimitReached` where it is one too many."""
    kind = _class_of(scope)
    if actor is None:
        await _count(scope, kind, ANONYMOUS, counted_by(caller_address(scope)))
    else:
        await _count(scope, kind, actor.role_told, actor.user_id.hex)


class LimitSignIn:
    """Counts attempts to sign in by address before anything else looks at them: a password costs 50 ms to check."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no attempt, or not one too many."""
        if _is_attempt(scope):
            try:
                await _count(scope, LimitClass.SIGN_IN, ANONYMOUS, counted_by(caller_address(scope)))
            except LimitReached as error:
                await failure(error, scope["salus.request_id"])(scope, receive, send)
                return
        await self._app(scope, receive, send)


def caller_address(scope: MutableMapping[str, Any]) -> str:
    """The caller's address: the connection's, or what a proxy that the operator trusts says of it."""
    peer = scope.get("client")
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    trusted = _networks(scope["app"].state.services.settings.trusted_proxies)
    return address_of(peer[0] if peer else None, ",".join(forwarded), trusted)


def headers_of(scope: MutableMapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    """What the answer says of the limit that counted: draft-ietf-httpapi-ratelimit-headers-10, and RFC 9110's wait."""
    standing = scope.get(STANDING)
    if standing is None:
        return
    kind, rule, verdict = standing
    left = int((rule.window_s - verdict.debt_s) / rule.interval_s + 1e-6) if verdict.is_allowed else 0
    yield b"ratelimit-policy", _policy(kind, rule)
    yield b"ratelimit", b'"%s";r=%d;t=%d' % (kind.value.encode(), max(left, 0), math.ceil(verdict.debt_s))
    if not verdict.is_allowed:
        yield b"retry-after", str(LimitReached(kind, rule, verdict.debt_s).wait_s).encode()


async def _count(scope: MutableMapping[str, Any], kind: LimitClass, role: str, caller: str) -> None:
    limiter = scope["app"].state.limiter
    assert isinstance(limiter, Limiter)
    try:
        counted = await limiter.admit(kind, role, caller)
    except LimitReached as error:
        scope[STANDING] = kind, error.rule, Verdict(False, error.debt_s)
        raise
    if counted is not None:
        scope[STANDING] = kind, *counted


def _class_of(scope: MutableMapping[str, Any]) -> LimitClass:
    marked = mark_of(scope, LIMIT_CLASS)
    if marked is not None:
        return LimitClass(marked)
    return LimitClass.READS if scope["method"] in SAFE_METHODS else LimitClass.WRITES


def _is_attempt(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["path"].startswith(SIGN_IN)
        and (scope["method"] not in SAFE_METHODS or scope["path"].startswith(ELSEWHERE))
        and scope["path"] not in NO_ATTEMPT
    )


@lru_cache(maxsize=64)
def _policy(kind: LimitClass, rule: Rule) -> bytes:
    return f'"{kind.value}";q={rule.amount};w={rule.window_s}'.encode()


@lru_cache(maxsize=4)
def _networks(text: str) -> tuple[Any, ...]:
    return parse_networks(text)
