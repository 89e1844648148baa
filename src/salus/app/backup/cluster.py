"""The embedded database as a stream out of the running server, and from a stream into a folder."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import orjson

from salus.app.backup.contract import BackupDamaged, BackupFailed
from salus.app.embedded import addresses
from salus.app.embedded.account import engine_account
from salus.app.embedded.binaries import for_account
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.engine import plain_environment
from salus.app.embedded.ports import LOOPBACK

BLOCK = 1 << 20
PG_MANIFEST = "backup_manifest"


def program(name: str) -> Path:
    """One of PostgreSQL's programs."""
    return for_account(engine_account()).postgres_bin / name


def connection(data_dir: DataDir) -> tuple[list[str], dict[str, str]]:
    """Words and environment by which PostgreSQL's programs connect as the role of backups; no password in the words."""
    port = data_dir.read_state().ports[addresses.POSTGRES_PORT]
    words = ["--dbname", f"host={LOOPBACK} port={port} user={addresses.BACKUP_ROLE}", "--no-password"]
    return words, {**plain_environment(), "PGPASSWORD": data_dir.read_secrets().backup_password}


async def base_backup(data_dir: DataDir, label: str) -> AsyncIterator[bytes]:
    """A consistent copy of the cluster as one tar, with the log it needs and PostgreSQL's own manifest at its end."""
    words, environment = connection(data_dir)
    process = await asyncio.create_subprocess_exec(
        *(str(program("pg_basebackup")), *words, "--format=tar", "--pgdata=-", "--wal-method=fetch"),
        *("--checkpoint=fast", "--manifest-checksums=SHA256", f"--label={label}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(process.stderr.read())
    try:
        while piece := await process.stdout.read(BLOCK):
            yield piece
        if await process.wait() != 0:
            said = (await complaints).decode(errors="replace").strip()
            raise BackupFailed(f"The database could not be copied: {said}", "Look at postgres.log, then try again.")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        complaints.cancel()


async def unpack(tar: AsyncIterator[bytes], folder: Path) -> int:
    """The stream's files in a folder, each compared with PostgreSQL's own manifest; how many they are."""
    await asyncio.to_thread(folder.mkdir, 0o700)
    reading, writing = os.pipe()
    extraction = asyncio.create_task(asyncio.to_thread(_extract, reading, folder))
    try:
        with os.fdopen(writing, "wb", buffering=0) as sink:
            async for piece in tar:
                await asyncio.to_thread(_write_all, sink.fileno(), piece)
    except BrokenPipeError:
        pass  # the other side stopped, and says why
    except BaseException:
        extraction.add_done_callback(lambda done: done.exception())
        raise
    try:
        await extraction
    except (tarfile.TarError, OSError) as error:
        raise BackupDamaged(
            f"The copy of the database cannot be unpacked: {error}", "Restore another backup."
        ) from error
    return await asyncio.to_thread(compare_with_manifest, folder)


def compare_with_manifest(folder: Path) -> int:
    """Every file against the SHA-256 that PostgreSQL noted as it copied; how many were compared."""
    try:
        files = orjson.loads((folder / PG_MANIFEST).read_bytes())["Files"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupDamaged("PostgreSQL's own manifest is not in the copy.", "Restore another backup.") from error
    for file in files:
        path = folder / file["Path"]
        if not path.is_file() or _sha256(path) != file["Checksum"]:
            raise BackupDamaged(
                f"The database's file {file['Path']} is not what was copied.", "Restore another backup."
            )
    return len(files)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _extract(descriptor: int, folder: Path) -> None:
    with os.fdopen(descriptor, "rb") as source, tarfile.open(fileobj=source, mode="r|") as tar:
        tar.extractall(folder, filter="data")


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
