"""`salus keys`: another wrapping key takes over while everybody works, and the old one is let go when nothing needs it.

The order makes it safe to be killed anywhere: first the new key stands in the file before the old one, synced, so that
every process that meets it finds both; then each data key is exchanged by itself; the old one goes last, and only when
no data key is left that it wrapped.
"""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from salus.app.embedded.datadir import DataDir, write_private
from salus.app.embedded.errors import EmbeddedError
from salus.core.audit.anchor import Anchors
from salus.core.config import Settings
from salus.core.keys import data_keys, file_keys
from salus.core.wrapping import store
from salus.core.wrapping.rotation import Rewrapped, rewrap_all


class NotTheOwner(EmbeddedError):
    """The role does not see every data key."""


class StillNeeded(EmbeddedError):
    """A key that is to be let go still wraps something."""


class KeysNamedElsewhere(EmbeddedError):
    """The keys are the operator's, so they are exchanged where the operator keeps them."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A wrapping key by its name: how many data keys it wraps, whether it is here, whether it wraps new ones."""

    key_id: str
    data_keys: int
    is_here: bool
    wraps: bool


async def rotate(settings: Settings) -> Rewrapped:
    """Have the newest key wrap everything. Makes that key first, unless a rotation was begun or the operator brings it.

    With SALUS_KMS_KEY_ID the newest key is that of KMS, so the same command moves from a file to KMS; without it the
    newest is the file's, so the same command moves back.
    """
    async with _owner(settings) as db:
        used = await store.count_by_wrapping(db)
        if settings.kms_key_id is None and settings.encryption_key is None:
            own = file_keys(settings).wrapper
            begun = bool(used.keys() - {own.key_id})
            if not begun:
                _put_first(settings, base64.b64encode(os.urandom(32)).decode())
        done = await rewrap_all(db, data_keys(settings))
    Anchors(settings.data_dir, file_keys(settings).wrapper).sign_anew()
    return done


async def retire(settings: Settings) -> tuple[str, ...]:
    """Let go of the key file's former keys; `StillNeeded` while one of them wraps anything. Gives their names."""
    if settings.encryption_key is not None:
        raise KeysNamedElsewhere(
            "ENCRYPTION_KEY is set, so the keys are kept where you keep it.",
            "`salus keys show` says which are still needed; take the others out of ENCRYPTION_KEY.",
        )
    wrapper = file_keys(settings).wrapper
    async with _owner(settings) as db, db.transaction():
        # Who is just wrapping by an old key is waited for, and counted; who comes later finds that it is gone.
        await store.hold_still(db)
        used = await store.count_by_wrapping(db)
        needed = [name for name in wrapper.key_ids[1:] if name in used]
        if needed:
            raise StillNeeded(
                f"{', '.join(needed)} still wraps {sum(used[name] for name in needed)} data keys. Nothing was changed.",
                "Run `salus keys rotate` first.",
            )
        Anchors(settings.data_dir, wrapper).sign_anew()
        write_private(DataDir(settings.data_dir).encryption_key_file, base64.b64encode(wrapper.key) + b"\n")
    return wrapper.key_ids[1:]


async def show(settings: Settings) -> list[KeyUse]:
    """All keys that are here or that wrapped something, the one that wraps first."""
    keys, own = data_keys(settings), file_keys(settings).wrapper
    async with _owner(settings) as db:
        used = await store.count_by_wrapping(db)
    names = dict.fromkeys((keys.key_id, *own.key_ids, *sorted(used)))
    return [KeyUse(name, used.get(name, 0), keys.holds(name), name == keys.key_id) for name in names]


def _put_first(settings: Settings, key: str) -> None:
    file = DataDir(settings.data_dir).encryption_key_file
    write_private(file, f"{key}\n{file.read_text().strip()}\n".encode())


@asynccontextmanager
async def _owner(settings: Settings) -> AsyncIterator[AsyncConnection[Any]]:
    db = await AsyncConnection.connect(settings.migration_database_url(), autocommit=True)
    async with db:
        if not await store.passes_row_security(db):
            raise NotTheOwner(
                "This database role sees no data keys: row-level security hides them.",
                "Set SALUS_OWNER_DATABASE_URL to the role that owns the schema.",
            )
        yield db
