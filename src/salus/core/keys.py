"""Key files of this installation: made once, readable by the owner alone."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from salus.core.config import Settings
from salus.core.crypto import KeyWrapper


def load_or_make(folder: Path, name: str) -> str:
    """The key in base64; made with 32 random bytes at the first call. Two processes at once agree on one key."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails when another process was first: its key stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def key_wrapper(settings: Settings) -> KeyWrapper:
    """The key that wraps all data keys: ENCRYPTION_KEY, else the key file."""
    if settings.encryption_key is not None:
        return KeyWrapper.from_base64(settings.encryption_key.get_secret_value())
    return KeyWrapper.from_base64(load_or_make(settings.data_dir / "keys", "encryption.key"))


def signing_key(settings: Settings) -> str:
    """The secret that signs sessions: JWT_SECRET_KEY, else the key file."""
    if settings.jwt_secret_key is not None:
        return settings.jwt_secret_key.get_secret_value()
    return load_or_make(settings.data_dir / "keys", "session.key")
