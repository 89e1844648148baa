"""The keys of an installation, apart from its backups, with a life of their own.

A bundle holds the wrapping keys, the backup key, the engines' passwords, the session key and every wrapped data key. A
restore takes the newest bundle, whatever backup it restores: data keys that were destroyed since are not in it, so
what they encrypted stays closed, also in the oldest backup. Therefore a bundle that still holds a destroyed key is
removed as soon as a newer one is written and read back.
"""

from __future__ import annotations

import base64
import os
from dataclasses import asdict, dataclass
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salus.app.backup.contract import RestoreRefused, WrongPassphrase
from salus.app.backup.places import KEYS, read_all
from salus.core.storage.ports import ObjectEngine

MAGIC = b"SALUSKEYS1"
SALT_BYTES, NONCE_BYTES = 16, 12
# OWASP Password Storage Cheat Sheet (2025): argon2id with 64 MiB and 3 passes exceeds its strongest row.
ARGON2_KIB, ARGON2_PASSES, ARGON2_LANES = 65_536, 3, 1
KEPT = 3


@dataclass(frozen=True, slots=True)
class DataKey:
    """One wrapped data key."""

    patient_id: str
    wrapped: str
    key_id: str


@dataclass(frozen=True, slots=True)
class KeyBundle:
    """Everything that opens a backup."""

    id: str
    installation: str
    files: dict[str, str]
    data_keys: tuple[DataKey, ...]
    destroyed: tuple[str, ...]

    def as_json(self) -> bytes:
        """As it is written."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    @classmethod
    def of_json(cls, data: bytes) -> KeyBundle:
        """As it was written."""
        said = orjson.loads(data)
        keys = tuple(DataKey(**each) for each in said.pop("data_keys"))
        return cls(**{**said, "data_keys": keys, "destroyed": tuple(said["destroyed"])})

    def wrapped_keys(self) -> list[tuple[UUID, bytes, str]]:
        """The data keys as rows."""
        return [(UUID(key.patient_id), base64.b64decode(key.wrapped), key.key_id) for key in self.data_keys]


async def keep(place: ObjectEngine, bundle: KeyBundle, passphrase: str | None) -> str:
    """Write a bundle, read it back, and remove those that hold what it has no more. Gives its name."""
    name = f"{KEYS}/{bundle.id}.{'sealed' if passphrase else 'json'}"
    data = bundle.as_json()
    await place.put_small(name, _sealed(data, passphrase) if passphrase else data)
    if await _read(place, name, passphrase) != bundle:
        raise OSError(f"{name} was not kept as it was written")
    older = [each for each in await _names(place) if each < name]
    for each in older[:-KEPT] + [each for each in older[-KEPT:] if await _is_outlived(place, each, bundle, passphrase)]:
        await place.delete(each)
    return name


async def newest(place: ObjectEngine, passphrase: str | None) -> KeyBundle:
    """The newest bundle; `WrongPassphrase` when it does not open."""
    names = await _names(place)
    if not names:
        raise RestoreRefused(
            "There are no keys at the place of keys, and nothing opens without them.",
            "Name the place with --keys-from, or SALUS_BACKUP_KEYS_TO.",
        )
    return await _read(place, names[-1], passphrase)


async def _names(place: ObjectEngine) -> list[str]:
    return sorted([each.key async for each in place.listed(f"{KEYS}/")])


async def _is_outlived(place: ObjectEngine, name: str, bundle: KeyBundle, passphrase: str | None) -> bool:
    """Whether an older bundle may hold a destroyed key. One that does not open with today's passphrase may."""
    try:
        older = await _read(place, name, passphrase)
    except WrongPassphrase:
        return True
    return set(older.destroyed) != set(bundle.destroyed)


async def _read(place: ObjectEngine, name: str, passphrase: str | None) -> KeyBundle:
    data = await read_all(place, name)
    if data.startswith(MAGIC):
        if not passphrase:
            raise WrongPassphrase("The keys are sealed by a passphrase.", "Set SALUS_BACKUP_PASSPHRASE.")
        data = _opened(data, passphrase)
    try:
        return KeyBundle.of_json(data)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise WrongPassphrase(f"{name} is damaged.", "Use an older bundle from a copy of the place of keys.") from error


def _sealed(data: bytes, passphrase: str) -> bytes:
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    return MAGIC + salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, data, MAGIC)


def _opened(data: bytes, passphrase: str) -> bytes:
    salt, rest = data[len(MAGIC) :][:SALT_BYTES], data[len(MAGIC) + SALT_BYTES :]
    try:
        return AESGCM(_stretched(passphrase, salt)).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], MAGIC)
    except (InvalidTag, ValueError):
        raise WrongPassphrase(
            "The passphrase does not open the keys, or their file is damaged.",
            "Set SALUS_BACKUP_PASSPHRASE to the one that was set when the backup was made.",
        ) from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, ARGON2_PASSES, ARGON2_KIB, ARGON2_LANES, 32, Type.ID)
