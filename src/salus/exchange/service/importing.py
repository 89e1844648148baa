"""Take over a file for one patient: kept first, read by a job, reported entry by entry."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.core.jobs.contract import JobTicket
from salus.documents import service as documents
from salus.documents.contract import DocumentType, NewDocument
from salus.exchange import store
from salus.exchange.contract import (
    Direction,
    FileNotReadable,
    Line,
    Resource,
    Transfer,
    TransferNotAllowed,
    TransferNotFound,
    TransferReport,
)
from salus.exchange.logic.ccda import is_ccda, read_ccda
from salus.records import service as records
from salus.records.contract import Activity, Chart, ImportReport, NewProvenance

IMPORT = "exchange.import"
LARGEST_UNPACKED = 64 << 20  # bytes
SENDERS = frozenset({Role.PATIENT, Role.DOCTOR})
SHOWN = 50
GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class ReadFile:
    """What a file holds, before it is written."""

    entries: Sequence[Resource]
    places: Sequence[str] = ()
    left: list[tuple[str, str]] = field(default_factory=list)
    narrative: bytes | None = None
    title: str = ""


async def receive(ctx: Ctx, chart: Chart, filename: str, data: bytes) -> tuple[UUID, JobTicket]:
    """Keep the file for good and queue the job that reads it."""
    if ctx.actor.role not in SENDERS:
        raise TransferNotAllowed
    stored = await ctx.services.storage.put(ctx, chart.patient_id, data)
    transfer_id = await store.insert(
        ctx.db,
        chart,
        Direction.IMPORT,
        filename,
        "application/octet-stream",
        is_by_patient=ctx.actor.role is Role.PATIENT,
        stored=(stored.key, stored.size, stored.sha256),
    )
    ticket = await ctx.services.jobs.enqueue(
        ctx,
        IMPORT,
        {"transfer_id": str(transfer_id)},
        patient_id=chart.patient_id,
        lock=f"exchange {chart.patient_id}",
    )
    await store.set_job(ctx.db, chart, transfer_id, ticket.job_id)
    await ctx.audit("import.upload", patient_id=chart.patient_id, resource=f"import/{transfer_id}", size=stored.size)
    return transfer_id, ticket


async def list_transfers(ctx: Ctx, chart: Chart, direction: Direction) -> tuple[Transfer, ...]:
    """The newest imports or exports of a chart."""
    return await store.select_all(ctx.db, chart, direction, SHOWN)


async def read_transfer(ctx: Ctx, chart: Chart, direction: Direction, transfer_id: UUID) -> Transfer:
    """One of them."""
    found = await store.select(ctx.db, chart, transfer_id)
    if found is None or found.direction is not direction:
        raise TransferNotFound
    return found


async def load(ctx: Ctx, chart: Chart, transfer: Transfer, read: ReadFile) -> TransferReport:
    """Write what the file holds, keep its narrative as a document, and note what became of all."""
    source = NewProvenance(activity=Activity.IMPORT, quote=transfer.filename[:200], inputs_digest=transfer.sha256)
    document_id = await _keep_narrative(ctx, chart, transfer, read)
    if document_id is not None:
        source = NewProvenance(
            activity=Activity.IMPORT,
            quote=transfer.filename[:200],
            inputs_digest=transfer.sha256,
            document_id=document_id,
        )
    report = await records.import_into(
        ctx, chart, read.entries, source, read.places, is_by_patient=transfer.is_by_patient
    )
    for kind, reason in read.left:
        report.left[kind, reason] += 1
    said = _report(report, document_id)
    await store.finish_import(ctx.db, chart, transfer.id, said)
    return said


async def load_new(ctx: Ctx, name: str, data: bytes, treated_by: UUID | None) -> ImportReport:
    """Take over a file of the command line: its patient is found by identifier or registered. Service role only."""
    read = await read_file(data)
    source = NewProvenance(activity=Activity.IMPORT, quote=name[:200], inputs_digest=sha256(data).hexdigest())
    report = await records.import_entries(ctx, read.entries, treated_by, source, read.places)
    for kind, reason in read.left:
        report.left[kind, reason] += 1
    return report


async def read_file(data: bytes) -> ReadFile:
    """What a file says: a FHIR R4 bundle or a C-CDA document, packed or not; `FileNotReadable` for anything else."""
    return await asyncio.to_thread(_read, data)


def _read(data: bytes) -> ReadFile:
    if data.startswith(GZIP):
        data = _unpacked(data)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return ReadFile(_entries(data))
    return _read_ccda(data)


def _read_ccda(data: bytes) -> ReadFile:
    from salus.exchange.engines.narrative import narrative_pdf
    from salus.exchange.engines.xml import parse_xml

    root = parse_xml(data)
    if not is_ccda(root):
        raise FileNotReadable
    found = read_ccda(root)
    narrative = narrative_pdf(found.title, found.narrative) if found.narrative else None
    return ReadFile(found.entries, found.places, found.left, narrative, found.title)


def _entries(data: bytes) -> list[Resource]:
    try:
        bundle: Any = json.loads(data, parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise FileNotReadable from None
    if not isinstance(bundle, dict) or not isinstance(bundle.get("resourceType"), str):
        raise FileNotReadable
    if bundle["resourceType"] != "Bundle":
        return [{"resource": bundle}]
    entries = bundle.get("entry")
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.open(BytesIO(data)) as file:
            found = file.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise FileNotReadable("The packed file is broken.") from None
    if len(found) > LARGEST_UNPACKED:
        raise FileNotReadable("The file holds more than 64 MB.")
    return found


async def _keep_narrative(ctx: Ctx, chart: Chart, transfer: Transfer, read: ReadFile) -> UUID | None:
    if read.narrative is None:
        return None
    name = f"{transfer.filename.rpartition('.')[0] or transfer.filename} (text).pdf"
    new = NewDocument(filename=name, data=read.narrative, document_type=DocumentType.OTHER)
    return (await documents.upload(ctx, chart, new)).document_id


def _report(report: ImportReport, document_id: UUID | None) -> TransferReport:
    return TransferReport(
        taken=tuple(
            Line(name, count, report.became.get(name, "")) for name, count in report.taken.most_common() if count
        ),
        known=tuple(Line(name, count, "") for name, count in report.known.most_common() if count),
        marked=tuple(Line(name, count, reason) for (name, reason), count in report.marked.most_common()),
        left=tuple(Line(name, count, reason) for (name, reason), count in report.left.most_common()),
        document_id=document_id,
    )
