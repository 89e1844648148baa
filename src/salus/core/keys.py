"""Key files of this installation: made once, readable by the owner alone."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from salus.core.config import Settings
from salus.core.crypto import KeyWrapper
from salus.core.wrapping.engines.file import FileKeys
from salus.core.wrapping.engines.kms import KmsKeys
from salus.core.wrapping.service import DataKeys

KEYS, ENCRYPTION_KEY_FILE = "keys", "encryption.key"


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
    """This installation's own key: ENCRYPTION_KEY, else the key file."""
    return file_keys(settings).wrapper


def file_keys(settings: Settings) -> FileKeys:
    """This installation's own keys, followed through a rotation."""
    if settings.encryption_key is not None:
        named = settings.encryption_key.get_secret_value()
        return FileKeys(lambda: named)
    folder = settings.data_dir / KEYS
    return FileKeys(lambda: load_or_make(folder, ENCRYPTION_KEY_FILE), folder / ENCRYPTION_KEY_FILE)


def data_keys(settings: Settings) -> DataKeys:
    """What wraps data keys: KMS where it is set, else the installation's own key. Each opens what it wrapped before."""
    own, kms = file_keys(settings), KmsKeys(settings.kms_key_id or "")
    return DataKeys(kms, own) if settings.kms_key_id else DataKeys(own, kms)


def audit_key(settings: Settings) -> Ed25519PrivateKey:
    """What signs exported audit checkpoints; the database never sees it."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(load_or_make(settings.data_dir / KEYS, "audit.key")))


def signing_key(settings: Settings) -> str:
    """The secret that signs sessions: JWT_SECRET_KEY, else the key file."""
    if settings.jwt_secret_key is not None:
        return settings.jwt_secret_key.get_secret_value()
    return load_or_make(settings.data_dir / "keys", "session.key")
