"""See that the key at hand opens what the database holds, before anything is written with it.

A key that was lost must not be replaced in silence: what the old one wrapped stays closed, and what the new one wraps
hides that for a while. So a start with a missing or another key is refused, and nothing is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salus.app.embedded.datadir import DataDir
from salus.app.embedded.errors import KeysMissing
from salus.app.embedded.probe import used_keys

if TYPE_CHECKING:
    from salus.core.config import Settings

RESTORE = (
    "Restore keys/encryption.key from your backup of the data directory, or set ENCRYPTION_KEY to the key that was "
    "used. Nothing was changed. Should the key be lost for good, stored files cannot be read any more: then begin "
    "anew with an empty database."
)
KMS_REMEDY = (
    "Look at the key in the console of KMS: enable it, or cancel its deletion; or set SALUS_KMS_KEY_ID, AWS_REGION and "
    "the credentials to those that were used. Nothing was changed."
)
SCHEME = "kms:"  # as core.wrapping.engines.kms names them; loading it would cost every start


@dataclass(frozen=True, slots=True)
class Keyring:
    """Names of the keys at hand, the one that wraps first, and the names of those that wrapped data keys."""

    at_hand: tuple[str, ...]
    used: frozenset[str]

    @property
    def trouble(self) -> str | None:
        """Why these keys must not be used with this database; None when they may."""
        if not self.used or self.used - self.closed:
            return None
        used = ", ".join(sorted(self.used))
        if not self.at_hand:
            return f"The encryption key is missing: the database holds data keys that were wrapped by the key {used}."
        return (
            f"The encryption key is another one: the key here is named {self.at_hand[0]}, but the database holds "
            f"data keys that were wrapped by the key {used}."
        )

    @property
    def closed(self) -> frozenset[str]:
        """Names of keys that are not at hand; those of a key management service are asked for by themselves."""
        return frozenset(name for name in self.used - {*self.at_hand} if not name.startswith(SCHEME))


def require_right_key(data_dir: DataDir, named_key: str | None, database_url: str, kms_key: str | None = None) -> None:
    """Refuse a missing or another key; a database that does not answer yet refuses only where a key would be made.

    `named_key` is what the operator set as ENCRYPTION_KEY, if anything, and `kms_key` as SALUS_KMS_KEY_ID.
    """
    import psycopg

    at_hand = keys_at_hand(data_dir, named_key)
    try:
        ring = Keyring(at_hand, used_keys(database_url))
    except psycopg.OperationalError as error:
        if at_hand:
            return  # it is waited for, and nothing can be written before it is there
        raise KeysMissing(
            "There is no encryption key yet, and the database does not answer to say whether it needs one: "
            f"{first_line(error)}",
            "Start the database first, or set ENCRYPTION_KEY.",
        ) from error
    if ring.trouble:
        raise KeysMissing(ring.trouble, RESTORE)
    for name in kms_keys(ring.used, kms_key):
        trouble = kms_trouble(name)
        if trouble:
            raise KeysMissing(f"The KMS key {name} cannot be used: {trouble}.", KMS_REMEDY)


def kms_keys(used: frozenset[str], kms_key: str | None) -> list[str]:
    """The keys of KMS that are needed: those that wrapped something, and the one that is to wrap."""
    needed = {name.removeprefix(SCHEME) for name in used if name.startswith(SCHEME)}
    return sorted(needed | ({kms_key} if kms_key else set()))


def kms_trouble(kms_key: str) -> str | None:
    """What is wrong with a key of KMS; None where nothing is, and where nobody answers: it is waited for."""
    from salus.core.errors import KeysAway
    from salus.core.wrapping.engines.kms import KmsKeys

    try:
        return KmsKeys(kms_key).trouble()
    except KeysAway:
        return None


def require_right_key_of(settings: Settings, database_url: str) -> None:
    """The same, for a process that has read its settings."""
    named = settings.encryption_key.get_secret_value() if settings.encryption_key else None
    require_right_key(DataDir(settings.data_dir), named, database_url, settings.kms_key_id)


def keys_at_hand(data_dir: DataDir, named_key: str | None) -> tuple[str, ...]:
    """The names of the keys that would be used now; none where the first use would make one."""
    from salus.core.crypto import KeyWrapper

    file = data_dir.encryption_key_file
    if not named_key and not file.exists():
        return ()
    try:
        return KeyWrapper.from_base64(named_key or file.read_text()).key_ids
    except ValueError:
        place = "ENCRYPTION_KEY" if named_key else str(file)
        raise KeysMissing(f"{place} is damaged: it must be 32 bytes in base64.", RESTORE) from None


def first_line(error: Exception) -> str:
    """What an engine says, without the rest."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
