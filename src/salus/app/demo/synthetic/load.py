"""Load synthetic charts: in batches of one transaction each, so that an interrupted load goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg

from salus.app.demo.seed import NUMBERS
from salus.app.demo.synthetic import SYSTEM, charts, store
from salus.app.demo.synthetic.people import person
from salus.core.audit.contract import AuditEvent
from salus.core.context import Actor, Role
from salus.core.errors import AppError
from salus.core.services import utc_now

LOADER = Actor(UUID("00000000-0000-7000-8000-000000000003"), Role.SERVICE, "Synthetic data")
PEOPLE_A_BATCH = 500
VALUES_A_BATCH = 20_000
DOCUMENTS_A_BATCH = 100
PANEL = 2000  # patients of one practitioner
DOCUMENTS_A_CHART = 40  # where pieces are spread over all charts

Tell = Callable[[str], None]


class RealPeople(AppError):
    """This database holds people who are neither of the demo nor synthetic. Name another, or insist."""

    status, code, fhir_issue = 409, "REAL_PEOPLE", "business-rule"


class NobodyToFill(AppError):
    """Nobody has this id or number. Load people first, or name another person."""

    status, code, fhir_issue = 404, "NOBODY_TO_FILL", "not-found"


class DoctorUnknown(AppError):
    """There is no doctor's account with this user name."""

    status, code, fhir_issue = 404, "DOCTOR_UNKNOWN", "not-found"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much there should be; what is there already counts. `of` is an id or a number, by default the first person's.

    `doctor`, a user name, treats the first 2,000 people; others have practitioners without an account.
    """

    patients: int
    observations: int = 0
    documents: int = 0
    pieces: int = 0
    of: str | None = None
    doctor: str | None = None
    is_confirmed: bool = False


def load(owner_url: str, wanted: Wanted, tell: Tell) -> None:
    """Bring the database to what is wanted; says after every batch how far it is."""
    with psycopg.connect(owner_url, autocommit=True) as db:
        if not wanted.is_confirmed and store.count_others(db, (SYSTEM, NUMBERS)):
            raise RealPeople
        store.act_as(db, LOADER)
        now = utc_now()
        _people(db, wanted, now, tell)
        _pieces(db, wanted, now, tell)
        _fill(db, wanted, now, tell)
        store.refresh_statistics(db)


def _people(db: store.Db, wanted: Wanted, now: datetime, tell: Tell) -> None:
    there = store.count_people(db)
    for first in range(there + 1, wanted.patients + 1, PEOPLE_A_BATCH):
        numbers = range(first, min(first + PEOPLE_A_BATCH, wanted.patients + 1))
        with db.transaction():
            practitioners = {panel: _practitioner(db, wanted, panel) for panel in {_panel(n) for n in numbers}}
            people = [(person(number, now), practitioners[_panel(number)]) for number in numbers]
            charts.write_people(db, people, now)
            _audit(db, "synthetic.people", people=len(people))
        tell(f"people: {numbers[-1]} of {wanted.patients}")


def _panel(number: int) -> int:
    return (number - 1) // PANEL


def _practitioner(db: store.Db, wanted: Wanted, panel: int) -> UUID:
    if panel == 0 and wanted.doctor:
        known = store.practitioner_of(db, wanted.doctor)
        if known is None:
            raise DoctorUnknown
        return known
    return store.add_practitioner(db, f"synthetic/practitioner/{panel}", "Synthetic", f"Practitioner {panel}")


def _pieces(db: store.Db, wanted: Wanted, now: datetime, tell: Tell) -> None:
    """Documents for one chart after the other until there are as many pieces as wanted."""
    there, number = store.count_pieces(db), 0
    if there >= wanted.pieces:
        return
    printer = charts.Printer(db, now)
    people = store.count_people(db)
    while there < wanted.pieces and number < people:
        number += 1
        patient_id = store.patient_named(db, charts.synthetic_number(number))
        if patient_id is None or store.count_documents(db, patient_id):
            continue
        there += _documents(db, printer, patient_id, 0, DOCUMENTS_A_CHART)
        tell(f"pieces of documents: {there} of {wanted.pieces}")


def _fill(db: store.Db, wanted: Wanted, now: datetime, tell: Tell) -> None:
    """One thick chart."""
    if not wanted.observations and not wanted.documents:
        return
    patient_id = store.patient_named(db, wanted.of or charts.synthetic_number(1))
    if patient_id is None:
        raise NobodyToFill
    for first in range(store.count_values(db, patient_id), wanted.observations, VALUES_A_BATCH):
        with db.transaction():
            count = charts.write_values(db, patient_id, wanted.observations, first, VALUES_A_BATCH, now)
            _audit(db, "synthetic.values", patient_id, values=count)
        tell(f"values of one chart: {first + count} of {wanted.observations}")
    printer = charts.Printer(db, now)
    for first in range(store.count_documents(db, patient_id), wanted.documents, DOCUMENTS_A_BATCH):
        _documents(db, printer, patient_id, first, min(DOCUMENTS_A_BATCH, wanted.documents - first))
        tell(f"documents of one chart: {min(first + DOCUMENTS_A_BATCH, wanted.documents)} of {wanted.documents}")


def _documents(db: store.Db, printer: charts.Printer, patient_id: UUID, first: int, count: int) -> int:
    with db.transaction():
        pieces = printer.write(patient_id, range(first, first + count), LOADER.user_id)
        _audit(db, "synthetic.documents", patient_id, documents=count)
    return pieces


def _audit(db: store.Db, action: str, patient_id: UUID | None = None, **detail: int) -> None:
    store.audit(db, AuditEvent.of(LOADER, "synthetic", action, patient_id=patient_id, detail=detail))
