"""Only those who may, open a chart; absent and forbidden look the same; row-level security holds without any WHERE."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.context import WORKER, Actor
from salus.records import service as records
from salus.records.chart import Chart, ChartScope, Purpose
from salus.records.contract import (
    ChartAccessDenied,
    ConsentCategory,
    ConsentDecision,
    ConsentDenied,
    NewCareTeamMember,
    NewCondition,
    NewConsent,
)
from tests.support.clinic import Clinic

TABLES_OF_A_CHART = (
    "patient",
    "patient_identifier",
    "care_team_member",
    "encounter",
    "condition",
    "observation",
    "medication_statement",
    "allergy_intolerance",
    "immunization",
    "procedure",
    "family_member_history",
    "consent",
    "flag",
    "provenance",
    "timeline_entry",
    "attention",
    "look",
    "chart_revision",
)


def test_a_chart_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError, match="open_chart"):
        Chart(uuid4(), Purpose.TREATMENT, ChartScope.CLINICAL)


async def test_a_doctor_opens_the_chart_of_a_patient_whom_they_treat(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        assert chart.patient_id == clinic.patient_id
        assert (await records.read_patient(ctx, chart)).family == "Quiroga"


async def test_a_patient_opens_their_own_chart(clinic: Clinic) -> None:
    async with clinic.chart(clinic.patient.actor) as (_, chart):
        assert chart.scope is ChartScope.CLINICAL


@pytest.mark.parametrize("who", ["doctor", "patient", "admin", "service"])
async def test_nobody_else_opens_it_and_absent_looks_like_forbidden(clinic: Clinic, who: str) -> None:
    actors: dict[str, Actor] = {
        "doctor": clinic.doctor.actor,
        "patient": clinic.patient.actor,
        "admin": clinic.admin.actor,
        "service": WORKER,
    }
    told = []
    for target in (clinic.other_patient_id, uuid4()):
        with pytest.raises(ChartAccessDenied) as refused:
            async with clinic.chart(actors[who], target):
                raise AssertionError("opened")
        told.append((refused.value.code, refused.value.status, refused.value.message, refused.value.details))
    assert told[0] == told[1]


async def test_a_refusal_is_audited_although_its_transaction_is_rolled_back(clinic: Clinic) -> None:
    with pytest.raises(ChartAccessDenied):
        async with clinic.chart(patient_id=clinic.other_patient_id):
            raise AssertionError("opened")
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        rows = await read_rows(ctx, AuditFilter(actor_id=clinic.doctor.actor.user_id, outcome=Outcome.REFUSED))
    assert [(row.patient_id, row.action, row.detail["why"]) for row in rows] == [
        (clinic.other_patient_id, "chart.open", "no-relationship")
    ]


async def test_an_ended_care_relationship_closes_the_chart(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        (member,) = await records.list_care_team(ctx, chart)
        await records.end_membership(ctx, chart, member.id, member.version)
    with pytest.raises(ChartAccessDenied):
        async with clinic.chart():
            raise AssertionError("opened")


async def test_a_patient_can_close_the_chart_to_one_doctor_and_open_it_again(clinic: Clinic) -> None:
    practitioner = clinic.doctor.actor.practitioner_id
    assert practitioner is not None
    deny = NewConsent(category=ConsentCategory.TREATMENT, decision=ConsentDecision.DENY, practitioner_id=practitioner)
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        await records.add_consent(ctx, chart, deny)
    with pytest.raises(ChartAccessDenied):
        async with clinic.chart():
            raise AssertionError("opened")
    permit = NewConsent(
        category=ConsentCategory.TREATMENT, decision=ConsentDecision.PERMIT, practitioner_id=practitioner
    )
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        await records.add_consent(ctx, chart, permit)
    async with clinic.chart():
        pass


async def test_ai_processing_is_permitted_until_denied_and_research_denied_until_permitted(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.patient.actor) as ctx:
        chart = await records.open_chart(ctx, clinic.patient_id, Purpose.AI_PROCESSING)
        assert not await records.is_permitted(ctx, chart, ConsentCategory.RESEARCH)
        await records.add_consent(
            ctx, chart, NewConsent(category=ConsentCategory.AI_PROCESSING, decision=ConsentDecision.DENY)
        )
        await records.add_consent(
            ctx, chart, NewConsent(category=ConsentCategory.RESEARCH, decision=ConsentDecision.PERMIT)
        )
    async with clinic.as_actor(clinic.patient.actor) as ctx:
        await records.open_chart(ctx, clinic.patient_id, Purpose.RESEARCH)
        with pytest.raises(ConsentDenied):
            await records.open_chart(ctx, clinic.patient_id, Purpose.AI_PROCESSING)


async def test_a_job_opens_charts_and_only_as_a_service(clinic: Clinic) -> None:
    async with clinic.as_actor(WORKER) as ctx:
        assert (await records.open_chart_for_job(ctx, clinic.patient_id)).patient_id == clinic.patient_id
    with pytest.raises(ChartAccessDenied):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.open_chart_for_job(ctx, clinic.patient_id)


async def test_an_administrator_sees_who_a_person_is_and_nothing_clinical(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_condition(ctx, chart, NewCondition(display="Asthma"))
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        chart, patient = await records.open_person(ctx, clinic.patient_id)
        assert patient.family == "Quiroga"
        assert chart.scope is ChartScope.DEMOGRAPHIC
        with pytest.raises(ChartAccessDenied):
            await records.list_conditions(ctx, chart)
        assert await rows_seen(ctx.db, "condition") == set()
        assert await rows_seen(ctx.db, "timeline_entry") == set()


async def rows_seen(db: psycopg.AsyncConnection, table: str) -> set[UUID]:
    """Whose rows a statement without any WHERE reads."""
    column = "id" if table == "patient" else "patient_id"
    cursor = await db.execute(f"SELECT DISTINCT {column} FROM records.{table}")
    return {row[0] for row in await cursor.fetchall()}


@pytest.mark.parametrize("table", TABLES_OF_A_CHART)
async def test_a_forgotten_where_reads_nothing_without_a_chart_and_one_patient_with_it(
    clinic: Clinic, table: str
) -> None:
    for actor in (clinic.doctor.actor, clinic.admin.actor, clinic.patient.actor, WORKER):
        async with clinic.as_actor(actor) as ctx:
            assert await rows_seen(ctx.db, table) == set()
    async with clinic.chart() as (ctx, _):
        assert await rows_seen(ctx.db, table) <= {clinic.patient_id}


async def test_a_chart_opened_before_shows_nothing_after_another_was_opened(clinic: Clinic) -> None:
    practitioner = clinic.doctor.actor.practitioner_id
    assert practitioner is not None
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        other, _ = await records.open_person(ctx, clinic.other_patient_id)
        await records.add_to_care_team(ctx, other, NewCareTeamMember(practitioner_id=practitioner))
    async with clinic.chart() as (ctx, chart):
        await records.add_condition(ctx, chart, NewCondition(display="Asthma"))
        await records.open_chart(ctx, clinic.other_patient_id)
        assert await records.list_conditions(ctx, chart) == ()


async def test_writing_into_another_chart_is_refused_by_the_database(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, _):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await ctx.db.execute(
                "INSERT INTO records.family_member_history (patient_id, relationship, display, status, source) "
                "VALUES (%s, 'mother', 'x', 'completed', 'clinician')",
                (clinic.other_patient_id,),
            )
        await ctx.db.rollback()


async def test_facts_and_versions_are_never_deleted_or_rewritten_by_the_runtime_role(clinic: Clinic) -> None:
    for statement in (
        "DELETE FROM records.condition",
        "DELETE FROM records.observation",
        "DELETE FROM records.patient",
        "DELETE FROM records.history",
        "UPDATE records.history SET version = 9",
        "UPDATE records.provenance SET quote = ''",
        "SELECT count(*) FROM records.observation_default",
    ):
        async with clinic.chart() as (ctx, _):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await ctx.db.execute(statement)
            await ctx.db.rollback()


async def test_every_table_of_the_schema_is_behind_row_level_security(owner_database_url: str) -> None:
    """Practitioners are public among those who are signed in; every other table holds patients' data."""
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        cursor = await db.execute(
            "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'records' AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity"
        )
        assert [row[0] for row in await cursor.fetchall()] == ["practitioner"]


async def test_the_runtime_role_owns_nothing_and_bypasses_nothing(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        cursor = await ctx.db.execute(
            "SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_tables WHERE tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert await cursor.fetchone() == (False, False, 0)
