"""A folder or a bucket, by its address."""

from __future__ import annotations

from pathlib import Path

from salus.core.storage.engines.bucket import Bucket
from salus.core.storage.engines.folder import Folder
from salus.core.storage.ports import ObjectEngine

S3 = "s3://"


def engine_at(place: str | Path) -> ObjectEngine:
    """The engine of an address: s3://bucket/prefix, else a local path."""
    text = str(place)
    return Bucket.at(text) if text.startswith(S3) else Folder(Path(text).expanduser().absolute())
