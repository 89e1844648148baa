"""The verbs of people: register, find, read, change under a version, versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from salus.core import cursors
from salus.core.audit.contract import AuditEvent
from salus.core.context import Ctx, Role
from salus.records.chart import Chart, ChartScope, Purpose, mint
from salus.records.contract.errors import WriteNotAllowed
from salus.records.contract.people import Identifier, NewCareTeamMember, NewPatient, Patient, PatientPage
from salus.records.contract.views import Version
from salus.records.service.charts import open_person, require_noted
from salus.records.service.guards import check_fields, conflict
from salus.records.store import access, people
from salus.records.store import patients as store

LISTING = "patients"
REGISTRARS = frozenset({Role.DOCTOR, Role.ADMIN, Role.SERVICE})
PATIENTS_OWN_FIELDS = frozenset({"telecom", "address", "language"})


async def create_patient(ctx: Ctx, new: NewPatient) -> tuple[Chart, Patient]:
    """Register a person. A doctor who does so has a care relationship from then on, and the chart is open."""
    if ctx.actor.role not in REGISTRARS or (ctx.actor.role is Role.SERVICE and not ctx.actor.is_own_machine):
        raise WriteNotAllowed
    check_fields(ctx, new)
    patient_id = await access.open_new_person(ctx.db)
    patient = await store.insert(ctx.db, patient_id, new)
    chart = mint(patient_id, Purpose.OPERATIONS, ChartScope.DEMOGRAPHIC)
    if ctx.actor.role is Role.DOCTOR and ctx.actor.practitioner_id is not None:
        await people.insert_member(ctx.db, chart, NewCareTeamMember(practitioner_id=ctx.actor.practitioner_id))
    scope = ChartScope(await access.open_chart(ctx.db, patient_id))
    await ctx.audit("patient.create", patient_id=patient_id, resource=f"patient/{patient_id}")
    return mint(patient_id, Purpose.TREATMENT, scope), patient


async def find_patients(
    ctx: Ctx,
    *,
    name: str | None = None,
    birth_date: date | None = None,
    identifier: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> PatientPage:
    """People by name (typos allowed), birth date and identifier (`value` or `system|value`), best match first.

    Doctors find the patients whom they treat, patients themselves, administrators everybody's name and address.
    """
    wanted = _wanted(name, birth_date, identifier, cursor, limit)
    hits = await store.find(ctx.db, wanted)
    await ctx.audit("patient.search", count=min(len(hits), limit))
    return _page(hits, limit)


async def find_patients_noted(
    ctx: Ctx,
    *,
    name: str | None = None,
    birth_date: date | None = None,
    identifier: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> PatientPage:
    """The same in a context of `noted_read`: the search and its audit row go in one trip."""
    event = AuditEvent.of(ctx.actor, ctx.request_id, "patient.search")
    wanted = _wanted(name, birth_date, identifier, cursor, limit)
    return _page(await store.find_noted(require_noted(ctx), wanted, event.as_text()), limit)


def _wanted(
    name: str | None, birth_date: date | None, identifier: str | None, cursor: str | None, limit: int
) -> store.Wanted:
    typed = " ".join((name or "").split()) or None
    system, value = _split(identifier)
    after = cursors.decode_score(LISTING, cursor) if cursor else None
    return store.Wanted(typed, birth_date, system, value, after, limit + 1)


def _page(hits: Sequence[store.Hit], limit: int) -> PatientPage:
    patients = tuple(hit.patient for hit in hits[:limit])
    if len(hits) <= limit:
        return PatientPage(patients, None)
    last = hits[limit - 1]
    return PatientPage(patients, cursors.encode(LISTING, (last.score, last.sort_name, str(last.patient.id))))


async def read_patient(ctx: Ctx, chart: Chart) -> Patient:
    """The person whose chart is open."""
    patient = await store.select_one(ctx.db, chart)
    assert patient is not None, "an open chart has its person"
    return patient


async def change_patient(ctx: Ctx, patient_id: UUID, version: int, new: NewPatient) -> Patient:
    """Replace a person's data if nobody changed them since. Patients change how they are reached, nothing else."""
    chart, current = await open_person(ctx, patient_id, action="patient.update")
    check_fields(ctx, new)
    if ctx.actor.role is Role.PATIENT and _changed_fields(current, new) - PATIENTS_OWN_FIELDS:
        raise WriteNotAllowed("You can change your contact data and language here. Ask the practice for the rest.")
    changed = await store.update(ctx.db, chart, version, new)
    if changed is None:
        raise conflict(new, version, await read_patient(ctx, chart))
    return changed


async def patient_history(ctx: Ctx, patient_id: UUID) -> tuple[Version[Patient], ...]:
    """Every version of a person's data, newest first."""
    chart, _ = await open_person(ctx, patient_id, action="patient.history")
    return await store.select_versions(ctx.db, chart)


async def find_by_identifier(ctx: Ctx, identifier: Identifier) -> UUID | None:
    """Who is registered under an identifier; answers the service role only."""
    return await store.select_by_identifier(ctx.db, identifier)


def _changed_fields(current: Patient, new: NewPatient) -> set[str]:
    return {name for name in store.PAYLOAD if getattr(current, name) != getattr(new, name)}


def _split(identifier: str | None) -> tuple[str | None, str | None]:
    """FHIR's token: `value`, or `system|value`."""
    if not identifier or not identifier.strip():
        return None, None
    system, bar, value = identifier.strip().partition("|")
    return (system or None, value) if bar else (None, system)
