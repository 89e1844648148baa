"""Background work of exchange: read a file into a chart, make a copy, and take copies away whose time is over."""

from __future__ import annotations

from uuid import UUID

import structlog

from salus.core.context import WORKER, Ctx
from salus.core.errors import AppError
from salus.core.events import ObjectInDoubt
from salus.core.jobs.contract import JobRefused
from salus.core.jobs.runner import JobRun
from salus.core.services import Services, new_request_id
from salus.exchange import service, store
from salus.exchange.contract import Direction, Transfer, TransferStatus
from salus.records import service as records

log = structlog.get_logger()
GIVEN_UP = "It was broken off too often. Please try again, or ask the operator to look."


async def take_over(run: JobRun) -> None:
    """Read the kept file and write what it holds, in one transaction."""
    transfer, data = await _kept(run)
    if transfer.status is not TransferStatus.WAITING:
        return
    await run.progress(0.2, "Reading the file")
    try:
        read = await service.read_file(data)
        await run.progress(0.5, f"Writing {len(read.entries)} entries")
        async with run.transaction() as ctx:
            chart = await records.open_chart_for_job(ctx, _patient(run))
            report = await service.load(ctx, chart, transfer, read)
    except AppError as error:
        if error.status >= 500:
            raise
        await give_up(run, error.message)
        raise JobRefused(error.message) from error
    taken, left = (sum(line.count for line in lines) for lines in (report.taken, report.left))
    log.info("file_taken_over", transfer_id=str(transfer.id), taken=taken, left=left)
    await run.services.notices.patient_changed(_patient(run), "import", transfer.id, "DONE")


async def make_copy(run: JobRun) -> None:
    """Make the copy and keep it, encrypted, until its time is over."""
    await run.progress(0.1, "Collecting the record")
    async with run.transaction() as ctx:
        chart = await records.open_chart_for_job(ctx, _patient(run))
        transfer = await service.read_transfer(ctx, chart, Direction.EXPORT, _transfer_id(run))
        if transfer.status is TransferStatus.WAITING:
            await service.make_copy(ctx, chart, transfer)
    await run.services.notices.patient_changed(_patient(run), "export", transfer.id, "DONE")


async def give_up(run: JobRun, reason: str) -> None:
    """A dead job never leaves its transfer in the air."""
    async with run.transaction() as ctx:
        chart = await records.open_chart_for_job(ctx, _patient(run))
        await store.fail(ctx.db, chart, _transfer_id(run), reason if not reason.startswith("given up") else GIVEN_UP)
    await run.services.notices.patient_changed(_patient(run), "transfer", _transfer_id(run), "FAILED")


async def take_away(services: Services) -> None:
    """The worker's chore: copies whose time is over lose their bytes."""
    async with services.reading(WORKER, new_request_id()) as ctx:
        ended = await service.ended_copies(ctx)
    for patient_id, transfer_id in ended:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            chart = await records.open_chart_for_job(ctx, patient_id)
            key = await service.expire(ctx, chart, transfer_id)
        if key is not None:
            await services.storage.delete(key)


async def claim_object(ctx: Ctx, doubt: ObjectInDoubt) -> None:
    """Says of stored bytes that a transfer names them."""
    chart = await records.open_chart_for_job(ctx, doubt.patient_id)
    doubt.is_named = doubt.is_named or await store.names_object(ctx.db, chart, doubt.key)


async def _kept(run: JobRun) -> tuple[Transfer, bytes]:
    async with run.transaction() as ctx:
        chart = await records.open_chart_for_job(ctx, _patient(run))
        transfer = await service.read_transfer(ctx, chart, Direction.IMPORT, _transfer_id(run))
        assert transfer.storage_key is not None, "an import has its file from the first"
        return transfer, await ctx.services.storage.get(ctx, chart.patient_id, transfer.storage_key)


def _patient(run: JobRun) -> UUID:
    if run.patient_id is None:
        raise JobRefused("the job names no patient")
    return run.patient_id


def _transfer_id(run: JobRun) -> UUID:
    if "transfer_id" not in run.payload:
        raise JobRefused("the job names no transfer")
    return UUID(run.payload["transfer_id"])
