"""A copy of the whole record to take away: FHIR, the files as they were sent, a readable page, and checksums of all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import orjson

from salus.core.context import Ctx, Role
from salus.core.jobs.contract import JobTicket
from salus.documents import service as documents
from salus.exchange import store
from salus.exchange.contract import (
    Direction,
    Resource,
    Transfer,
    TransferNotAllowed,
    TransferNotReady,
    TransferStatus,
)
from salus.exchange.logic.json import dumps
from salus.exchange.logic.page import index_page
from salus.exchange.service.everything import Wanted, everything
from salus.records.contract import Chart

EXPORT = "exchange.export"
ZIP = "application/zip"
TAKERS = frozenset({Role.PATIENT, Role.DOCTOR})
KEPT_FOR = timedelta(hours=24)
PAGE = 1000
MOST_ENDED = 200
_UNSAFE = re.compile(r"[^\w.\- ]+")


async def request_export(ctx: Ctx, chart: Chart) -> tuple[UUID, JobTicket]:
    """Queue the making of a copy; it is kept encrypted for a day."""
    if ctx.actor.role not in TAKERS:
        raise TransferNotAllowed
    name = f"health-record-{ctx.now:%Y-%m-%d}.zip"
    transfer_id = await store.insert(
        ctx.db, chart, Direction.EXPORT, name, ZIP, is_by_patient=ctx.actor.role is Role.PATIENT
    )
    ticket = await ctx.services.jobs.enqueue(
        ctx,
        EXPORT,
        {"transfer_id": str(transfer_id)},
        patient_id=chart.patient_id,
        lock=f"exchange {chart.patient_id}",
    )
    await store.set_job(ctx.db, chart, transfer_id, ticket.job_id)
    await ctx.audit("export.request", patient_id=chart.patient_id, resource=f"export/{transfer_id}")
    return transfer_id, ticket


async def make_copy(ctx: Ctx, chart: Chart, transfer: Transfer) -> None:
    """Write the copy straight into the encrypted storage; at no time does it lie on the disk readable."""
    stored = await ctx.services.storage.put(ctx, chart.patient_id, _pieces(ctx, chart))
    found = (stored.key, stored.size, stored.sha256)
    await store.finish_export(ctx.db, chart, transfer.id, found, ctx.now + KEPT_FOR)
    await ctx.audit("export.make", patient_id=chart.patient_id, resource=f"export/{transfer.id}", size=stored.size)


async def open_copy(ctx: Ctx, chart: Chart, transfer: Transfer) -> AsyncIterator[bytes]:
    """The bytes of a copy that is ready, decrypted as they pass."""
    is_ready = transfer.status is TransferStatus.DONE and transfer.storage_key is not None
    if not is_ready or transfer.expires_at is None or transfer.expires_at <= ctx.now:
        raise TransferNotReady
    assert transfer.storage_key is not None, "a copy that is ready has its bytes"
    return await ctx.services.storage.stream(ctx, chart.patient_id, transfer.storage_key)


async def ended_copies(ctx: Ctx) -> list[tuple[UUID, UUID]]:
    """Copies whose time is over: whose chart, and which."""
    return await store.select_ended(ctx.db, ctx.now, MOST_ENDED)


async def expire(ctx: Ctx, chart: Chart, transfer_id: UUID) -> str | None:
    """Take a copy away; gives the key of the bytes that are to be removed after the commit."""
    return await store.expire(ctx.db, chart, transfer_id)


@dataclass(slots=True)
class _Sink:
    """Collects what the archive writes until it is handed on."""

    held: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = bytes(self.held)
        self.held.clear()
        return taken


async def _pieces(ctx: Ctx, chart: Chart) -> AsyncIterator[bytes]:
    """The archive, piece by piece: no more than one page of resources and one file in memory."""
    sink, hashes = _Sink(), dict[str, str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it only writes
        shown: list[Resource] = []
        digest = sha256()
        with archive.open("fhir/bundle.json", "w", force_zip64=True) as file:
            async for piece in _bundle(ctx, chart, shown):
                digest.update(piece)
                file.write(piece)
                yield sink.take()
        hashes["fhir/bundle.json"] = digest.hexdigest()
        files = []
        for number, document in enumerate(await documents.list_documents(ctx, chart), start=1):
            kept = await documents.read_file(ctx, chart, document)
            place = f"files/{number:03d}-{_UNSAFE.sub('_', kept.filename)[-100:]}"
            archive.writestr(place, kept.data)
            hashes[place] = sha256(kept.data).hexdigest()
            files.append((document.title, place))
            yield sink.take()
        page = index_page(shown, files, ctx.now).encode()
        archive.writestr("index.html", page)
        hashes["index.html"] = sha256(page).hexdigest()
        archive.writestr("manifest.json", orjson.dumps(_manifest(ctx, hashes), option=orjson.OPT_INDENT_2))
    yield sink.take()


async def _bundle(ctx: Ctx, chart: Chart, shown: list[Resource]) -> AsyncIterator[bytes]:
    """A collection of everything; `shown` is filled with what the readable page tells."""
    yield b'{"resourceType":"Bundle","type":"collection","timestamp":' + dumps(ctx.now.isoformat()) + b',"entry":['
    cursor: str | None = None
    is_first = True
    while True:
        page = await everything(ctx, chart, Wanted(limit=PAGE, cursor=cursor))
        for resource in page.items:
            entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            yield (b"" if is_first else b",") + dumps(entry)
            is_first = False
        shown += [each for each in page.items if each["resourceType"] != "Provenance"]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    yield b"]}"


def _manifest(ctx: Ctx, hashes: dict[str, str]) -> dict[str, object]:
    return {
        "made_by": "Salus",
        "made_at": ctx.now.isoformat(),
        "fhir_version": "4.0.1",
        "files": [{"path": path, "sha256": digest} for path, digest in hashes.items()],
    }
