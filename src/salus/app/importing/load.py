"""Load FHIR bundles and C-CDA documents into charts, one transaction a file: a bad file leaves the others whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from salus.app.importing.files import bundle_files, read_file
from salus.core.auth.service import find_account
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.errors import AppError
from salus.core.services import Services, new_request_id, open_services
from salus.exchange import service as exchange
from salus.records import service as records
from salus.records.contract import ImportReport


class DoctorUnknown(AppError):
    """There is no doctor's account with this user name."""

    status, code, fhir_issue = 404, "DOCTOR_UNKNOWN", "not-found"


@dataclass(slots=True)
class Outcome:
    """What became of all files."""

    files: int = 0
    report: ImportReport = field(default_factory=ImportReport)
    refused: list[tuple[Path, str]] = field(default_factory=list)


async def load(
    settings: Settings, paths: Sequence[Path], doctor: str | None, tell: Callable[[str], None] = lambda line: None
) -> Outcome:
    """Load every bundle below the paths; `doctor`, a user name, treats the patients from then on."""
    outcome = Outcome()
    async with open_services(settings) as services:
        treated_by = await _practitioner(services, doctor) if doctor else None
        for path in bundle_files(paths):
            outcome.files += 1
            try:
                outcome.report.add(await _load_one(services, path, treated_by))
            except AppError as error:
                outcome.refused.append((path, error.message))
            tell(f"{outcome.files} files read, {outcome.report.rows_written} entries written")
    return outcome


async def _load_one(services: Services, path: Path, treated_by: UUID | None) -> ImportReport:
    data = await asyncio.to_thread(read_file, path)
    async with services.transaction(WORKER, new_request_id()) as ctx:
        if data.lstrip().startswith(b"<"):
            return await exchange.load_new(ctx, path.name, data, treated_by)
        return await records.import_bundle(ctx, data, treated_by)


async def _practitioner(services: Services, username: str) -> UUID:
    async with services.reading(WORKER, new_request_id()) as ctx:
        account = await find_account(ctx, username)
    if account is None or account.practitioner_id is None:
        raise DoctorUnknown
    return account.practitioner_id
