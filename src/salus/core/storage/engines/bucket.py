"""Objects in a bucket of S3 or of a server that speaks like it.

Credentials come from the usual chain of AWS (environment, profile, container, instance), the endpoint from
`AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. S3 answers a put only when the object is durable, and shows a multipart
upload only when it is complete. Retries are few and end after seconds: who uploads is told, and tries again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from salus.core.errors import AppError, StorageAway, StorageClosed, StorageFull
from salus.core.storage.engines.pieces import PART_BYTES, PARTS_AT_ONCE, chained, head_of, plain_bytes
from salus.core.storage.ports import AlreadyThere, Listed

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
DEFAULT_REGION = "us-east-1"
# Words of the answers, for obstore tells the codes of S3 only in its text.
FULL = ("storagefull", "quotaexceeded", "entitytoolarge", "507 insufficient storage")
CLOSED = (
    "accessdenied",
    "403 forbidden",
    "invalidaccesskeyid",
    "signaturedoesnotmatch",
    "nosuchbucket",
    "expiredtoken",
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take, how often it is tried again, and after how long no more."""

    connect: timedelta = timedelta(seconds=3)
    request: timedelta = timedelta(seconds=20)
    retries: int = 3
    retrying: timedelta = timedelta(seconds=15)


class Bucket:
    """One bucket below one prefix."""

    def __init__(self, bucket: str, prefix: str = "", patience: Patience | None = None) -> None:
        self._bucket, self._prefix, self._patience = bucket, prefix, patience or Patience()
        self._engine: S3Store | None = None
        self._opening = asyncio.Lock()

    @classmethod
    def at(cls, address: str) -> Bucket:
        """The bucket of s3://bucket/prefix."""
        parts = urlsplit(address)
        return cls(parts.netloc, parts.path.strip("/"))

    async def put_new(self, key: str, pieces: AsyncIterator[bytes]) -> None:
        """Keep a new object; small ones by If-None-Match, large ones in parts after a look."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            store = await self._store()
            head, is_all = await head_of(pieces)
            if is_all:
                await obstore.put_async(store, key, head, mode="create", use_multipart=False)
                return
            if await self._is_there(key):
                raise AlreadyThere(key)
            await obstore.put_async(
                store, key, chained(head, pieces), chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
        except AlreadyExistsError as error:
            raise AlreadyThere(key) from error
        except (BaseError, FileNotFoundError, PermissionError) as error:  # a bucket that is not there, or not ours
            raise _not_kept(error) from error

    async def put_small(self, key: str, data: bytes) -> None:
        """Replace in one step."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            await obstore.put_async(await self._store(), key, data, use_multipart=False)
        except (BaseError, FileNotFoundError, PermissionError) as error:  # a bucket that is not there, or not ours
            raise _not_kept(error) from error

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The object's bytes; a break in the middle is told as the store being away."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            found = await obstore.get_async(await self._store(), key)
        except FileNotFoundError as error:
            if "nosuchbucket" in str(error).lower():
                raise StorageAway from error
            raise
        except (BaseError, PermissionError) as error:
            raise StorageAway from error
        return _unbroken(plain_bytes(found.stream()))

    async def delete(self, *keys: str) -> None:
        """Remove these; S3 keeps no half of what was broken off in sight."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            for key in keys:
                await obstore.delete_async(await self._store(), key)
        except FileNotFoundError:
            return
        except (BaseError, PermissionError) as error:
            raise StorageAway from error

    async def listed(self, prefix: str = "") -> AsyncIterator[Listed]:
        """Every object below a prefix."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            async for batch in obstore.list(await self._store(), prefix or None):
                for each in batch:
                    yield Listed(each["path"], each["size"], each["last_modified"])
        except BaseError as error:
            raise StorageAway from error

    async def _is_there(self, key: str) -> bool:
        import obstore

        try:
            await obstore.head_async(await self._store(), key)
        except FileNotFoundError:
            return False
        return True

    async def _store(self) -> S3Store:
        async with self._opening:
            if self._engine is None:
                self._engine = await asyncio.to_thread(self._opened)  # boto3 takes a third of a second to load
            return self._engine

    def _opened(self) -> S3Store:
        from boto3 import Session
        from obstore.auth.boto3 import Boto3CredentialProvider
        from obstore.store import S3Store

        session = Session()
        endpoint = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), None)
        patience = self._patience
        # Servers of one's own rarely have a host name for each bucket.
        elsewhere: S3Config = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
        return S3Store(
            self._bucket,
            prefix=self._prefix or None,
            region=session.region_name or DEFAULT_REGION,
            credential_provider=Boto3CredentialProvider(session),
            config=elsewhere,
            client_options={
                "allow_http": bool(endpoint and endpoint.startswith("http://")),
                "connect_timeout": patience.connect,
                "timeout": patience.request,
            },
            retry_config={
                "max_retries": patience.retries,
                "retry_timeout": patience.retrying,
                "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2)},
            },
        )


def _not_kept(error: Exception) -> AppError:
    text = str(error).lower().replace(" ", "")
    if any(word.replace(" ", "") in text for word in FULL):
        return StorageFull()
    if any(word.replace(" ", "") in text for word in CLOSED):
        return StorageClosed()
    return StorageAway()


async def _unbroken(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    from obstore.exceptions import BaseError

    try:
        async for piece in pieces:
            yield piece
    except BaseError as error:
        raise StorageAway from error
