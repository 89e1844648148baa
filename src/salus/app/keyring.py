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


@dataclass(frozen=True, slots=True)
class Keyring:
    """The name of the key at hand, None where there is none, and the names of those that wrapped data keys."""

    at_hand: str | None
    used: frozenset[str]

    @property
    def trouble(self) -> str | None:
        """Why this key must not be used with this database; None when it may."""
        if not self.used or self.at_hand in self.used:
            return None
        used = ", ".join(sorted(self.used))
        if self.at_hand is None:
            return f"The encryption key is missing: the database holds data keys that were wrapped by the key {used}."
        return (
            f"The encryption key is another one: the key here is named {self.at_hand}, but the database holds "
            f"data keys that were wrapped by the key {used}."
        )

    @property
    def closed(self) -> frozenset[str]:
        """Names of keys that are not at hand."""
        return self.used - {self.at_hand}


def require_right_key(data_dir: DataDir, named_key: str | None, database_url: str) -> None:
    """Refuse a missing or another key; a database that does not answer yet refuses only where a key would be made.

    `named_key` is what the operator set as ENCRYPTION_KEY, if anything.
    """
    import psycopg

    at_hand = key_at_hand(data_dir, named_key)
    try:
        ring = Keyring(at_hand, used_keys(database_url))
    except psycopg.OperationalError as error:
        if at_hand is not None:
            return  # it is waited for, and nothing can be written before it is there
        raise KeysMissing(
            "There is no encryption key yet, and the database does not answer to say whether it needs one: "
            f"{first_line(error)}",
            "Start the database first, or set ENCRYPTION_KEY.",
        ) from error
    if ring.trouble:
        raise KeysMissing(ring.trouble, RESTORE)


def require_right_key_of(settings: Settings, database_url: str) -> None:
    """The same, for a process that has read its settings."""
    named = settings.encryption_key.get_secret_value() if settings.encryption_key else None
    require_right_key(DataDir(settings.data_dir), named, database_url)


def key_at_hand(data_dir: DataDir, named_key: str | None) -> str | None:
    """The name of the key that would be used now; None where the first use would make one."""
    from salus.core.crypto import KeyWrapper

    file = data_dir.encryption_key_file
    if not named_key and not file.exists():
        return None
    try:
        return KeyWrapper.from_base64(named_key or file.read_text().strip()).key_id
    except ValueError:
        place = "ENCRYPTION_KEY" if named_key else str(file)
        raise KeysMissing(f"{place} is damaged: it must be 32 bytes in base64.", RESTORE) from None


def first_line(error: Exception) -> str:
    """What an engine says, without the rest."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
