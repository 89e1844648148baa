"""Access tokens: short-lived JWTs (HS256 only), verified once and then remembered by their hash until they expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from salus.core.context import Actor, Role

if TYPE_CHECKING:
    from salus.core.auth.ended import EndedSessions

ALGORITHM = "HS256"
ISSUER = "salus"
REMEMBERED = 4096


def new_refresh_token() -> str:
    """A refresh token: 256 random bits, kept by the server as a hash only."""
    return secrets.token_urlsafe(32)


def refresh_hash(token: str) -> bytes:
    """What the server keeps of a refresh token."""
    return hashlib.sha256(token.encode()).digest()


class TokenMint:
    """Issues and verifies access tokens with one key."""

    def __init__(self, key: str, life_s: int, ended: EndedSessions) -> None:
        self._key = OctKey.import_key(key)
        self._chain_key = hashlib.sha256(b"salus refresh chain" + key.encode()).digest()
        self._ended = ended
        self._life_s = life_s
        self._claims = jwt.JWTClaimsRegistry(iss={"essential": True, "value": ISSUER}, exp={"essential": True})
        self._known: dict[bytes, tuple[float, Actor]] = {}

    def issue(self, actor: Actor) -> str:
        """A token for this actor."""
        now = int(time.time())
        claims: dict[str, str | int] = {
            "iss": ISSUER,
            "sub": str(actor.user_id),
            "role": actor.role.value,
            "name": actor.display_name,
            "iat": now,
            "exp": now + self._life_s,
            "jti": secrets.token_urlsafe(8),
            "sid": str(actor.session_id),
        }
        if actor.patient_id:
            claims["patient"] = str(actor.patient_id)
        if actor.practitioner_id:
            claims["practitioner"] = str(actor.practitioner_id)
        return jwt.encode({"alg": ALGORITHM}, claims, self._key)

    def successor(self, refresh_token: str) -> str:
        """The one refresh token that follows this one; nobody can tell it without our key."""
        return base64.urlsafe_b64encode(hmac.digest(self._chain_key, refresh_token.encode(), "sha256")).decode()

    def actor_of(self, token: str) -> Actor | None:
        """Whose token it is, or None when it is forged, expired, of a session that has ended, or not one of ours."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        known = self._known.get(digest)
        if known is not None:
            return known[1] if known[0] > time.time() and known[1].session_id not in self._ended.ids else None
        verified = self._verify(token)
        if verified is None:
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[digest] = verified
        return verified[1] if verified[1].session_id not in self._ended.ids else None

    def _verify(self, token: str) -> tuple[float, Actor] | None:
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            self._claims.validate(claims)
            actor = Actor(
                UUID(claims["sub"]),
                Role(claims["role"]),
                str(claims["name"]),
                UUID(claims["patient"]) if "patient" in claims else None,
                UUID(claims["practitioner"]) if "practitioner" in claims else None,
                session_id=UUID(claims["sid"]),
            )
        except (JoseError, ValueError, KeyError, TypeError):
            return None
        return float(claims["exp"]), actor
