"""Whose secret a request brought: asked once, then trusted for three seconds, so that a revoked token ends in five."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from salus.core.apitokens import store
from salus.core.apitokens.secrets import is_well_formed, secret_hash
from salus.core.context import Actor, Role

if TYPE_CHECKING:
    from salus.core.db import Database

TRUSTED_S = 3.0  # with the question itself well below the five seconds within which a revoked token must end
MOST_REMEMBERED = 4096


class TokenDoor:
    """Turns secrets into actors. Remembers by hash, also that a secret is nobody's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[bytes, tuple[float, Actor | None]] = {}

    async def actor_of(self, secret: str) -> Actor | None:
        """As whom the bearer acts; None when the secret is not ours, has ended or was revoked."""
        if not is_well_formed(secret):
            return None
        digest = secret_hash(secret)
        known = self._known.get(digest)
        if known is not None and time.monotonic() < known[0]:
            return known[1]
        until, actor = await self._ask(digest)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[digest] = (until, actor)
        return actor

    async def _ask(self, digest: bytes) -> tuple[float, Actor | None]:
        asked_at = time.monotonic()
        async with self._database.connection() as db:
            found = await store.use(db, digest)
        if found is None:
            return asked_at + TRUSTED_S, None
        token_id, name, scopes, patient_id, practitioner_id, expires_at = found
        # Row-level security sees the token's own id with the rights of whom it acts for, and of nobody else.
        role = Role.PATIENT if patient_id else Role.DOCTOR if practitioner_id else Role.CLIENT
        left_s = (expires_at - datetime.now(UTC)).total_seconds()
        actor = Actor(token_id, role, name, patient_id, practitioner_id, scopes)
        return asked_at + min(TRUSTED_S, left_s), actor
