"""Data keys wrapped by AWS KMS, with the patient and this installation as encryption context.

KMS refuses to open what was wrapped for another patient or another installation, and notes the context of each call in
its own trail. The wrapping key never leaves it. Opened data keys are remembered for minutes and for so many patients
at most, in this process alone: a call takes 5 to 20 ms and is limited by the account.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from salus.core.crypto import Undecipherable
from salus.core.errors import KeysAway
from salus.core.wrapping.ports import Owner

if TYPE_CHECKING:
    from botocore.client import BaseClient

SCHEME = "kms:"
CONNECT_S, ANSWER_S, TRIES = 2, 5, 3
REMEMBERED_S, REMEMBERED = 300.0, 1000
# https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
NEVER = ("InvalidCiphertextException", "IncorrectKeyException")


class KmsKeys:
    """One key of KMS wraps; KMS itself knows by which key a data key was wrapped, and opens it by that."""

    def __init__(self, kms_key: str, remembered_s: float = REMEMBERED_S, remembered: int = REMEMBERED) -> None:
        self._kms_key = kms_key
        self._client: BaseClient | None = None
        self._cache = DataKeyCache(remembered_s, remembered)

    @property
    def key_id(self) -> str:
        """The key that wraps now, as the operator named it."""
        return f"{SCHEME}{self._kms_key}"

    def holds(self, key_id: str) -> bool:
        """KMS holds every key of its own; whether it lets us use it, it says when asked."""
        return key_id.startswith(SCHEME)

    async def wrap(self, data_key: bytes, owner: Owner) -> bytes:
        """One call."""
        if not self._kms_key:
            raise KeysAway
        answer = await asyncio.to_thread(
            self._ask, "encrypt", KeyId=self._kms_key, Plaintext=data_key, EncryptionContext=_context(owner)
        )
        return bytes(answer["CiphertextBlob"])

    async def unwrap(self, wrapped: bytes, owner: Owner) -> bytes:
        """One call, or none for what was opened a short while ago."""
        name = hashlib.sha256(wrapped + owner.patient_id.bytes + owner.installation.bytes).digest()
        known = self._cache.get(name)
        if known is None:
            answer = await asyncio.to_thread(
                self._ask, "decrypt", CiphertextBlob=wrapped, EncryptionContext=_context(owner)
            )
            known = bytes(answer["Plaintext"])
            self._cache.keep(name, known)
        return known

    def trouble(self) -> str | None:
        """Why the key cannot be used, as KMS says it; None when it can. Raises `KeysAway` when nobody answers."""
        from botocore.exceptions import ClientError

        try:
            state = self._opened().describe_key(KeyId=self._kms_key)["KeyMetadata"]["KeyState"]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            return None if code == "AccessDeniedException" else code  # describing may be denied where using is not
        except Exception as error:
            raise KeysAway from error
        return None if state == "Enabled" else f"its state is {state}"

    def _ask(self, verb: str, **words: object) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer: dict[str, Any] = getattr(self._opened(), verb)(**words)
        except ClientError as error:
            if error.response["Error"]["Code"] in NEVER:
                raise Undecipherable from None
            raise KeysAway from error
        except BotoCoreError as error:
            raise KeysAway from error
        return answer

    def _opened(self) -> BaseClient:
        if self._client is None:
            from boto3 import Session
            from botocore.config import Config

            session = Session()
            limits = Config(
                connect_timeout=CONNECT_S,
                read_timeout=ANSWER_S,
                retries={"mode": "standard", "total_max_attempts": TRIES},
            )
            self._client = session.client(
                "kms", region_name=session.region_name or _region(self._kms_key), config=limits
            )
        return self._client


class DataKeyCache:
    """Opened data keys, bounded in time and number; the longest unused goes first."""

    def __init__(self, life_s: float, most: int) -> None:
        self._life_s, self._most = life_s, most
        self._kept: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()

    def get(self, name: bytes) -> bytes | None:
        """The key, unless it is too old."""
        found = self._kept.get(name)
        if found is None:
            return None
        if found[0] <= time.monotonic():
            del self._kept[name]
            return None
        self._kept.move_to_end(name)
        return found[1]

    def keep(self, name: bytes, data_key: bytes) -> None:
        """Remember it for its life; what is over its own goes now."""
        now = time.monotonic()
        for old in [each for each, (until, _) in self._kept.items() if until <= now]:
            del self._kept[old]
        while len(self._kept) >= self._most:
            self._kept.popitem(last=False)
        self._kept[name] = (now + self._life_s, data_key)

    def __len__(self) -> int:
        return len(self._kept)


def _context(owner: Owner) -> dict[str, str]:
    return {"salus:patient": str(owner.patient_id), "salus:installation": str(owner.installation)}


def _region(kms_key: str) -> str:
    """The region in the key's ARN: arn:aws:kms:REGION:..."""
    parts = kms_key.split(":")
    return parts[3] if len(parts) > 4 else "us-east-1"
