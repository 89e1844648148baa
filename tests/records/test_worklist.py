"""The worklist: who comes first and why, what leaves it after a look, and what stays until it is cleared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import httpx
import psycopg
import pytest

from salus.core.context import WORKER
from salus.core.errors import RoleNotAllowed
from salus.records import kinds
from salus.records import service as records
from salus.records.contract import (
    Attention,
    AttentionKind,
    FlagSeverity,
    FlagStatus,
    Interpretation,
    NewCareTeamMember,
    NewFlag,
    NewObservation,
    TimelineEntry,
    WorklistItem,
)
from salus.records.logic.attention import RANK_ABNORMAL_RESULT, RANK_CRITICAL_RESULT, RANK_PROPOSALS
from tests.support.clinic import Clinic, a_patient

NOW = datetime.now(UTC).replace(microsecond=0)
POTASSIUM, HAEMOGLOBIN = "2823-3", "718-7"


async def worklist(clinic: Clinic) -> list[WorklistItem]:
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        return list(await records.read_worklist(ctx))


async def the_reason(clinic: Clinic) -> str:
    (item,) = await worklist(clinic)
    return item.reason


def potassium(value: str, at: datetime = NOW, interpretation: Interpretation | None = None) -> NewObservation:
    return NewObservation(
        code=POTASSIUM,
        code_display="Potassium",
        value=Decimal(value),
        unit="mmol/L",
        reference_low=Decimal("3.5"),
        reference_high=Decimal(5),
        effective_at=at,
        interpretation=interpretation,
    )


def hba1c(value: str) -> NewObservation:
    return NewObservation(
        code="4548-4",
        code_display="HbA1c",
        value=Decimal(value),
        unit="%",
        reference_high=Decimal("5.6"),
        effective_at=NOW,
    )


def haemoglobin(value: str, days_ago: int) -> NewObservation:
    return NewObservation(
        code=HAEMOGLOBIN,
        code_display="Haemoglobin",
        value=Decimal(value),
        unit="g/dL",
        reference_low=Decimal(12),
        reference_high=Decimal("15.5"),
        effective_at=NOW - timedelta(days=days_ago),
    )


async def test_an_empty_chart_is_told_as_such(clinic: Clinic) -> None:
    assert await the_reason(clinic) == "The chart is still empty"


async def test_an_abnormal_result_stands_there_until_the_doctor_has_looked(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6"))
    assert await the_reason(clinic) == "Potassium 5.6 mmol/L, high (above 5)"
    async with clinic.chart() as (ctx, chart):
        await records.chart_view(ctx, chart)
    assert (await the_reason(clinic)).startswith("Nothing new since you looked")


async def test_another_doctors_look_does_not_clear_mine(clinic: Clinic) -> None:
    colleague = clinic.other_doctor.actor
    assert colleague.practitioner_id is not None
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6"))
        await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=colleague.practitioner_id))
    async with clinic.chart(colleague) as (ctx, chart):
        await records.chart_view(ctx, chart)
    assert await the_reason(clinic) == "Potassium 5.6 mmol/L, high (above 5)"


async def test_a_newer_normal_result_takes_the_reason_away(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6", NOW - timedelta(days=2)))
        await records.add_observation(ctx, chart, potassium("4.4"))
    assert (await the_reason(clinic)).startswith("Not looked at yet")


async def test_an_older_result_that_arrives_late_does_not_replace_a_newer_one(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("4.4"))
        await records.add_observation(ctx, chart, potassium("5.6", NOW - timedelta(days=2)))
    assert (await the_reason(clinic)).startswith("Not looked at yet")


async def test_a_wrong_result_takes_its_reason_with_it(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        wrong = await records.add_observation(ctx, chart, potassium("6.9", NOW, Interpretation.CRITICAL_HIGH))
    assert await the_reason(clinic) == "Potassium 6.9 mmol/L, critically high (above 6)"
    async with clinic.chart() as (ctx, chart):
        await records.mark_fact_as_error(ctx, chart, kinds.OBSERVATION, wrong.id, 1)
    assert await the_reason(clinic) == "The chart is still empty"


async def test_a_result_of_years_ago_is_history_and_not_news(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6", NOW - timedelta(days=500)))
    assert (await the_reason(clinic)).startswith("Not looked at yet")


async def test_a_fall_over_months_is_told_with_both_ends_and_time(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        news = [haemoglobin("13.4", 270), haemoglobin("12.6", 150), haemoglobin("10.9", 3)]
        await records.add_observations(ctx, chart, news)
    assert await the_reason(clinic) == "Haemoglobin fell from 13.4 to 10.9 g/dL in 9 months, now below 12"


async def test_an_open_flag_stays_after_a_look_until_it_is_closed(clinic: Clinic) -> None:
    new = NewFlag(display="Anticoagulated, falls twice a month", severity=FlagSeverity.WARNING)
    async with clinic.chart() as (ctx, chart):
        flag = await records.add_flag(ctx, chart, new)
        await records.chart_view(ctx, chart)
    assert await the_reason(clinic) == "Anticoagulated, falls twice a month"
    async with clinic.chart() as (ctx, chart):
        closed = NewFlag(display=new.display, severity=new.severity, status=FlagStatus.INACTIVE)
        await records.change_fact(ctx, chart, kinds.FLAG, flag.id, 1, closed)
    assert (await the_reason(clinic)).startswith("Nothing new")


async def test_the_most_dangerous_result_is_named_and_not_the_most_deviating(clinic: Clinic) -> None:
    """Main Line Health's directory: potassium is critical above 6.0; HbA1c has no critical limit anywhere."""
    async with clinic.chart() as (ctx, chart):
        await records.add_observations(ctx, chart, [hba1c("9.1"), potassium("6.4"), haemoglobin("6.1", 400)])
    (item,) = await worklist(clinic)
    assert (item.rank, item.kind) == (RANK_CRITICAL_RESULT, AttentionKind.CRITICAL_RESULT)
    assert item.reason == "Potassium 6.4 mmol/L, critically high (above 6)"
    assert item.open_reasons == 2


async def test_a_result_is_critical_without_a_printed_range_and_whatever_mark_is_printed(clinic: Clinic) -> None:
    bare = NewObservation(code=POTASSIUM, code_display="K", value=Decimal("2.7"), unit="mmol/L", effective_at=NOW)
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, bare)
    assert await the_reason(clinic) == "K 2.7 mmol/L, critically low (below 2.8)"
    async with clinic.chart() as (ctx, chart):
        marked = potassium("6.4", NOW + timedelta(minutes=1), Interpretation.HIGH)
        written = await records.add_observation(ctx, chart, marked)
    assert await the_reason(clinic) == "Potassium 6.4 mmol/L, critically high (above 6)"
    assert written.interpretation is Interpretation.HIGH, "what the laboratory said stays as it was said"


async def test_among_equals_the_more_recent_goes_first_and_then_the_more_deviating(clinic: Clinic) -> None:
    """Potassium 5.6 is 12 % above its range and HbA1c 6.5 % is 16 %."""
    async with clinic.chart() as (ctx, chart):
        await records.add_observations(ctx, chart, [potassium("5.6"), hba1c("6.5")])
    assert (await the_reason(clinic)).startswith("HbA1c")
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6", NOW + timedelta(minutes=1)))
    assert (await the_reason(clinic)).startswith("Potassium")


async def test_a_critical_result_of_months_ago_gives_way(clinic: Clinic) -> None:
    """Unseen and without a newer value it stands first for a month, then as any other abnormal result."""
    async with clinic.chart() as (ctx, chart):
        await records.add_observations(ctx, chart, [potassium("6.9", NOW - timedelta(days=29)), hba1c("6.5")])
    (item,) = await worklist(clinic)
    assert (item.rank, item.reason) == (RANK_CRITICAL_RESULT, "Potassium 6.9 mmol/L, critically high (above 6)")
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("6.4", NOW - timedelta(days=28)))
        await ctx.db.execute("UPDATE records.attention SET rank_until = now() WHERE kind = 'critical-result'")
    (item,) = await worklist(clinic)
    assert (item.rank, item.reason) == (RANK_ABNORMAL_RESULT, "HbA1c 6.5%, high (above 5.6)")
    assert item.open_reasons == 2


async def test_patients_of_one_rank_stand_by_time_and_then_by_deviation(clinic: Clinic) -> None:
    practitioner = clinic.doctor.actor.practitioner_id
    assert practitioner is not None
    hour = timedelta(hours=1)
    results = {"Older": potassium("9", NOW - hour), "Newer": potassium("6.1"), "Worse": potassium("7.5")}
    for family, result in results.items():
        async with clinic.as_actor(WORKER) as ctx:
            chart, _ = await records.create_patient(ctx, a_patient("Ana", family))
            await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=practitioner))
            await records.add_observation(ctx, chart, result)
    assert [item.patient.family for item in await worklist(clinic)][:3] == ["Worse", "Newer", "Older"]


async def test_what_is_urgent_comes_first(clinic: Clinic) -> None:
    practitioner = clinic.doctor.actor.practitioner_id
    assert practitioner is not None
    reasons: dict[str, NewObservation | NewFlag | None] = {
        "Nothing": None,
        "Info": NewFlag(display="Prefers mornings", severity=FlagSeverity.INFO),
        "Abnormal": potassium("5.6"),
        "Warned": NewFlag(display="Falls", severity=FlagSeverity.WARNING),
        "Critical": potassium("6.9", NOW, Interpretation.CRITICAL_HIGH),
    }
    for family, reason in reasons.items():
        async with clinic.as_actor(WORKER) as ctx:
            chart, _ = await records.create_patient(ctx, a_patient("Ana", family))
            await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=practitioner))
            if isinstance(reason, NewFlag):
                await records.add_flag(ctx, chart, reason)
            elif reason is not None:
                await records.add_observation(ctx, chart, reason)
    order = [item.patient.family for item in await worklist(clinic)]
    assert order == ["Critical", "Warned", "Abnormal", "Info", "Nothing", "Quiroga"]


async def test_other_slices_count_documents_and_proposals(clinic: Clinic) -> None:
    proposals = Attention(
        kind=AttentionKind.PROPOSALS,
        key="proposals",
        rank=RANK_PROPOSALS,
        reason="3 findings wait for your decision",
        at=NOW,
        amount=3,
        is_until_looked=False,
    )
    letter = TimelineEntry(kind="document", at=NOW, title="Discharge letter", ref_type="document", ref_id=uuid4())
    async with clinic.chart() as (ctx, chart):
        await records.set_attention(ctx, chart, proposals)
        await records.write_timeline(ctx, chart, letter)
    (item,) = await worklist(clinic)
    assert (item.reason, item.pending_proposals, item.unread_documents) == (proposals.reason, 3, 1)
    async with clinic.chart() as (ctx, chart):
        view = await records.chart_view(ctx, chart)
        assert [entry.title for entry in view.documents] == ["Discharge letter"]
    (item,) = await worklist(clinic)
    assert (item.pending_proposals, item.unread_documents) == (3, 0)
    async with clinic.chart() as (ctx, chart):
        await records.clear_attention(ctx, chart, AttentionKind.PROPOSALS, "proposals")
    (item,) = await worklist(clinic)
    assert item.pending_proposals == 0


async def test_a_reason_ends_by_itself(clinic: Clinic) -> None:
    over = Attention(
        kind=AttentionKind.FLAG, key="x", rank=2, reason="Over", at=NOW, expires_at=NOW - timedelta(seconds=1)
    )
    async with clinic.chart() as (ctx, chart):
        await records.set_attention(ctx, chart, over)
    assert await the_reason(clinic) == "The chart is still empty"


async def test_nobody_but_doctors_reads_a_worklist(clinic: Clinic) -> None:
    for actor in (clinic.patient.actor, clinic.admin.actor, WORKER):
        async with clinic.as_actor(actor) as ctx:
            with pytest.raises(RoleNotAllowed):
                await records.read_worklist(ctx)
            cursor = await ctx.db.execute("SELECT count(*) FROM records.ranked_worklist(10)")
            assert await cursor.fetchone() == (0,)


async def test_what_changed_since_the_last_visit_is_told_and_reloading_is_no_visit(
    clinic: Clinic, owner_database_url: str
) -> None:
    async with clinic.chart() as (ctx, chart):
        first = await records.chart_view(ctx, chart)
        assert first.since_last_look.at is None
        assert first.since_last_look.count == 0
    await age_looks(owner_database_url, clinic, timedelta(days=2))
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6"))
    for _ in range(2):
        async with clinic.chart() as (ctx, chart):
            since = (await records.chart_view(ctx, chart)).since_last_look
        assert since.at is not None
        assert (since.count, [change.title for change in since.changes]) == (1, ["Laboratory results (1)"])


async def age_looks(url: str, clinic: Clinic, by: timedelta) -> None:
    async with await psycopg.AsyncConnection.connect(url) as db:
        await db.execute("UPDATE records.look SET at = at - %s WHERE patient_id = %s", (by, clinic.patient_id))


async def test_worklist_and_chart_over_http(client: httpx.AsyncClient, clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, potassium("5.6"))
    signed_in = {"headers": clinic.doctor.headers}
    for url in ("/api/v1/worklist", f"/api/v1/doctors/{clinic.doctor.actor.practitioner_id}/worklist"):
        (item,) = (await client.get(url, **signed_in)).json()["data"]["items"]
        assert (item["patient"]["uuid"], item["rank"]) == (str(clinic.patient_id), 5)
    chart_answer = await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", **signed_in)
    data = chart_answer.json()["data"]
    assert set(data) == {
        "patient",
        "allergies",
        "problems",
        "medications",
        "last_values",
        "flags",
        "consents",
        "documents",
        "emergency",
        "since_last_look",
        "revision",
    }
    assert data["patient"]["uuid"] == str(clinic.patient_id)
    assert data["last_values"][0]["trend"] == "none"
    lines = await client.get(
        f"/api/v1/patients/{clinic.patient_id}/timeline", params={"kinds": "laboratory,condition"}, **signed_in
    )
    assert [entry["kind"] for entry in lines.json()["data"]["items"]] == ["laboratory"]


async def test_a_chart_says_which_consents_are_in_force_for_its_reader(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    """One decision a category, the one that `consent_decision` follows; nobody reads what concerns a colleague."""
    base, patient = f"/api/v1/patients/{clinic.patient_id}", {"headers": clinic.patient.headers}
    colleague = str(clinic.other_doctor.actor.practitioner_id)
    for consent in (
        {"category": "research", "decision": "permit"},
        {"category": "research", "decision": "deny"},
        {"category": "sharing", "decision": "permit", "valid_to": "2020-01-01"},
        {"category": "treatment", "decision": "deny", "practitioner_id": colleague},
    ):
        assert (await client.post(f"{base}/consents", json=consent, **patient)).status_code == 201
    chart = (await client.get(f"{base}/chart", headers=clinic.doctor.headers)).json()["data"]
    assert [(one["category"], one["decision"]) for one in chart["consents"]] == [("research", "deny")]


async def test_a_patient_reads_who_looked_in_plain_words(client: httpx.AsyncClient, clinic: Clinic) -> None:
    doctor, patient = {"headers": clinic.doctor.headers}, {"headers": clinic.patient.headers}
    base = f"/api/v1/patients/{clinic.patient_id}"
    for _ in range(3):
        await client.get(f"{base}/conditions", **doctor)
    await client.get(f"{base}/conditions", headers=clinic.other_doctor.headers)
    await client.get(base, **patient)
    notes = (await client.get(f"{base}/access-log", **patient)).json()["data"]["items"]
    told = [(note["who"], note["role"], note["what"], note["is_refused"], note["times"]) for note in notes]
    assert told[:3] == [
        ("You", "patient", "Looked at name and contact data", False, 1),
        ("Test doctor", "doctor", "Looked at problems and diagnoses", True, 1),
        ("Test doctor", "doctor", "Looked at problems and diagnoses", False, 3),
    ]
    page = (await client.get(f"{base}/access-log", params={"limit": 1}, **patient)).json()["data"]
    following = await client.get(f"{base}/access-log", params={"cursor": page["next_cursor"]}, **patient)
    assert following.status_code == 200


async def test_a_patients_own_visits_never_hide_those_of_others(client: httpx.AsyncClient, clinic: Clinic) -> None:
    patient = {"headers": clinic.patient.headers}
    base = f"/api/v1/patients/{clinic.patient_id}"
    await client.get(f"{base}/conditions", headers=clinic.doctor.headers)
    for _ in range(4):
        await client.get(base, **patient)
    page = (await client.get(f"{base}/access-log", params={"limit": 2, "others": True}, **patient)).json()["data"]
    assert [(note["who"], note["what"]) for note in page["items"]] == [
        ("Test doctor", "Looked at problems and diagnoses")
    ]
