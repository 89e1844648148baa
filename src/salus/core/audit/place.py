"""Where exported audit segments go: a folder, or a bucket whose Object Lock keeps even its owner from removing them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from salus.core.audit.verify_audit import SUFFIX

if TYPE_CHECKING:
    from salus.core.config import Settings


class Place(Protocol):
    """Keeps segments by their number; none is ever written twice."""

    def last(self) -> tuple[int, bytes] | None:
        """The newest segment."""

    def add(self, number: int, segment: bytes) -> None:
        """Durable when it returns; `FileExistsError` where another process was first."""


def name_of(number: int) -> str:
    """Sorts as the numbers do."""
    return f"{number:09d}{SUFFIX}"


class FolderPlace:
    """A folder, best on another machine's disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self) -> tuple[int, bytes] | None:
        """The newest segment."""
        newest = max(self._folder.glob(f"*{SUFFIX}"), default=None)
        return (int(newest.name.removesuffix(SUFFIX)), newest.read_bytes()) if newest else None

    def add(self, number: int, segment: bytes) -> None:
        """Written beside its name, then linked to it: a kill leaves the whole segment or none."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{number}.{os.getpid()}"
        try:
            with draft.open("wb") as file:
                file.write(segment)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, self._folder / name_of(number))
        finally:
            draft.unlink(missing_ok=True)
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class LockedBucket:
    """A bucket with Object Lock in COMPLIANCE mode: until the day is over nobody removes or replaces a segment."""

    def __init__(self, bucket: str, prefix: str, retention: timedelta) -> None:
        import boto3

        self._client: Any = boto3.client("s3")
        self._bucket, self._prefix, self._retention = bucket, prefix, retention

    def last(self) -> tuple[int, bytes] | None:
        """The newest segment."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        keys = [each["Key"] for page in pages for each in page.get("Contents", []) if each["Key"].endswith(SUFFIX)]
        if not keys:
            return None
        newest = max(keys)
        body = self._client.get_object(Bucket=self._bucket, Key=newest)["Body"].read()
        return int(newest.rpartition("/")[2].removesuffix(SUFFIX)), body

    def add(self, number: int, segment: bytes) -> None:
        """Kept until its retention is over, whoever asks."""
        from botocore.exceptions import ClientError

        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{self._prefix}{name_of(number)}",
                Body=segment,
                IfNoneMatch="*",
                ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=datetime.now(UTC) + self._retention,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "PreconditionFailed":
                raise FileExistsError(number) from error
            raise


def place_of(settings: Settings, installation: str) -> Place:
    """The place of one database's segments; another database's stand beside it."""
    name = installation.replace("/", "-")
    where = settings.audit_export_url or str(settings.data_dir / "audit" / "export")
    if where.startswith("s3://"):
        bucket, _, prefix = where.removeprefix("s3://").partition("/")
        path = "/".join(part for part in (prefix.strip("/"), name) if part)
        return LockedBucket(bucket, f"{path}/", timedelta(days=settings.audit_retention_days))
    return FolderPlace(Path(where) / name)
