"""Emergency access: opens what treatment does not, for a while, in sight of the patient, and is reviewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from salus.core.apitokens.contract import Scope
from salus.core.audit.contract import AuditFilter, AuditRow
from salus.core.audit.service import read_rows
from salus.core.config import Settings
from salus.records import service as records
from salus.records.contract import ChartAccessDenied, NewCondition
from tests.support.app import SETUP, Person
from tests.support.clinic import Clinic

TEXT = "Found unconscious at the bus stop, breathing, no companion."
WHY = {"reason": "cannot-be-asked", "text": TEXT}
QUEUE = "/api/v1/admin/break-glass"


def door(patient_id: UUID) -> str:
    return f"/api/v1/patients/{patient_id}/break-glass"


async def begin(client: httpx.AsyncClient, clinic: Clinic, **changes: object) -> dict[str, object]:
    """The colleague, who treats somebody else, opens the patient's chart in an emergency."""
    answer = await client.post(door(clinic.patient_id), headers=clinic.other_doctor.headers, json={**WHY, **changes})
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    assert isinstance(data, dict)
    return data


async def rows_of(clinic: Clinic, actor: Person) -> list[AuditRow]:
    async with clinic.as_actor(SETUP) as ctx:
        return await read_rows(ctx, AuditFilter(actor_id=actor.actor.user_id, patient_id=clinic.patient_id))


async def status(client: httpx.AsyncClient, clinic: Clinic, person: Person, part: str = "") -> int:
    path = f"/api/v1/patients/{clinic.patient_id}{part}"
    return (await client.get(path, headers=person.headers)).status_code


async def deny(client: httpx.AsyncClient, clinic: Clinic, person: Person) -> None:
    body = {"category": "treatment", "decision": "deny", "practitioner_id": str(person.actor.practitioner_id)}
    path = f"/api/v1/patients/{clinic.patient_id}/consents"
    assert (await client.post(path, headers=clinic.patient.headers, json=body)).status_code == 201


async def test_a_doctor_without_a_relationship_opens_the_chart_in_an_emergency_and_only_then(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    parts = ("", "/chart", "/timeline", "/conditions", "/observations", "/history")
    assert {await status(client, clinic, clinic.other_doctor, part) for part in parts} == {403}
    begun = await begin(client, clinic)
    left = datetime.fromisoformat(str(begun["expires_at"])) - datetime.now(UTC)
    assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
    assert {await status(client, clinic, clinic.other_doctor, part) for part in parts} == {200}
    chart = await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=clinic.other_doctor.headers)
    assert chart.json()["data"]["emergency"] == {"expires_at": begun["expires_at"], "overrides_denial": False}
    own = await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=clinic.doctor.headers)
    assert own.json()["data"]["emergency"] is None


async def test_it_opens_one_chart_to_one_doctor(client: httpx.AsyncClient, clinic: Clinic) -> None:
    await client.post(door(clinic.other_patient_id), headers=clinic.doctor.headers, json=WHY)
    assert (await client.get(f"/api/v1/patients/{clinic.other_patient_id}", headers=clinic.doctor.headers)).is_success
    assert await status(client, clinic, clinic.other_doctor) == 403
    search = await client.get("/api/v1/patients", headers=clinic.doctor.headers)
    assert str(clinic.other_patient_id) not in search.text
    worklist = await client.get("/api/v1/worklist", headers=clinic.doctor.headers)
    assert str(clinic.other_patient_id) not in worklist.text


async def test_every_access_under_it_is_marked_in_the_audit_trail(client: httpx.AsyncClient, clinic: Clinic) -> None:
    begun = await begin(client, clinic)
    base, headers = f"/api/v1/patients/{clinic.patient_id}", clinic.other_doctor.headers
    for part in ("", "/chart", "/timeline", "/conditions", "/history", "/care-team"):
        assert (await client.get(base + part, headers=headers)).status_code == 200
    allergy = {"display": "Penicillin", "clinical_status": "active", "verification_status": "confirmed"}
    assert (await client.post(f"{base}/allergies", headers=headers, json=allergy)).status_code == 201
    rows = await rows_of(clinic, clinic.other_doctor)
    assert {row.action for row in rows} >= {"patient.read", "chart.read", "condition.list", "allergy.create"}
    assert {row.detail.get("break_glass") for row in rows} == {begun["id"]}
    assert {row.detail["purpose"] for row in rows if row.action == "chart.read"} == {"emergency"}
    mine = await client.get(base, headers=clinic.doctor.headers)
    assert mine.status_code == 200
    assert all("break_glass" not in row.detail for row in await rows_of(clinic, clinic.doctor))


async def test_the_patient_sees_at_once_who_opened_the_record_and_why(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await begin(client, clinic)
    await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=clinic.other_doctor.headers)
    log = await client.get(
        f"/api/v1/patients/{clinic.patient_id}/access-log?others=true", headers=clinic.patient.headers
    )
    notes = log.json()["data"]["items"]
    told = [(note["what"], note["is_emergency"]) for note in notes]
    assert ("Opened the record in an emergency, without treating you: you could not be asked", True) in told
    assert ("Looked at the chart", True) in told
    assert TEXT not in log.text


async def test_the_reason_in_words_is_kept_beside_the_access_and_nowhere_else(
    client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str
) -> None:
    marker = f"Unresponsive {uuid4().hex}"
    await begin(client, clinic, text=marker)
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        for query, expected in (
            ("SELECT count(*) FROM records.break_glass WHERE reason_text = %s", 1),
            ("SELECT count(*) FROM core.audit_event WHERE position(%s IN body) > 0", 0),
            ("SELECT count(*) FROM core.idempotent_answer WHERE position(%s::bytea IN body) > 0", 0),
        ):
            cursor = await db.execute(query, (marker.encode() if "bytea" in query else marker,))
            assert await cursor.fetchone() == (expected,)


async def test_it_ends_by_itself(client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str) -> None:
    begun = await begin(client, clinic)
    async with await psycopg.AsyncConnection.connect(owner_database_url, autocommit=True) as db:
        await db.execute(
            "UPDATE records.break_glass SET started_at = started_at - interval '5 hours', "
            "expires_at = expires_at - interval '5 hours' WHERE id = %s",
            (begun["id"],),
        )
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 403
    assert await status(client, clinic, clinic.other_doctor) == 403


async def test_it_can_be_ended_early_and_begun_anew(client: httpx.AsyncClient, clinic: Clinic) -> None:
    first = await begin(client, clinic)
    again = await begin(client, clinic)
    assert again["id"] == first["id"]  # one that runs is given again
    path, headers = door(clinic.patient_id), clinic.other_doctor.headers
    ended = await client.delete(path, headers=headers)
    assert ended.json()["data"] == {"id": first["id"]}
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 403
    assert (await client.delete(path, headers=headers)).json()["error"]["code"] == "NO_EMERGENCY_ACCESS"
    assert (await begin(client, clinic))["id"] != first["id"]


async def test_it_does_not_outlive_itself_by_a_relationship_or_a_consent(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    """Who may open the chart is not changed by somebody who opened it in an emergency."""
    await deny(client, clinic, clinic.other_doctor)
    await begin(client, clinic)
    base, headers = f"/api/v1/patients/{clinic.patient_id}", clinic.other_doctor.headers
    me = str(clinic.other_doctor.actor.practitioner_id)
    (denial,) = (await client.get(f"{base}/consents", headers=headers)).json()["data"]["items"]
    member = (await client.get(f"{base}/care-team", headers=headers)).json()["data"]["items"][0]
    ended = {"practitioner_id": member["practitioner_id"], "status": "inactive", "version": member["version"]}
    permit = {"category": "treatment", "decision": "permit", "practitioner_id": me}
    for method, path, body in (
        ("POST", f"{base}/care-team", {"practitioner_id": me}),
        ("PUT", f"{base}/care-team/{member['id']}", ended),
        ("POST", f"{base}/consents", permit),
        ("PUT", f"{base}/consents/{denial['id']}", {**permit, "version": denial["version"]}),
        ("POST", f"{base}/consents/{denial['id']}/entered-in-error", {"version": denial["version"]}),
    ):
        answer = await client.request(method, path, headers=headers, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CLOSED_IN_EMERGENCY"), path


async def test_a_denial_is_overridden_only_by_breaking_the_glass_and_is_shown_so(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await deny(client, clinic, clinic.doctor)
    assert await status(client, clinic, clinic.doctor, "/chart") == 403
    begun = await client.post(door(clinic.patient_id), headers=clinic.doctor.headers, json=WHY)
    assert begun.json()["data"]["overrode"] == "consent"
    chart = await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=clinic.doctor.headers)
    assert chart.json()["data"]["emergency"]["overrides_denial"] is True
    log = await client.get(f"/api/v1/patients/{clinic.patient_id}/access-log", headers=clinic.patient.headers)
    assert "You had closed it to them" in log.text


async def test_policy_may_let_a_denial_stand(
    client: httpx.AsyncClient, clinic: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "break_glass_overrides_denial", False)
    await begin(client, clinic)
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 200
    await deny(client, clinic, clinic.other_doctor)  # also one that comes while it runs
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 403
    refused = await client.post(door(clinic.patient_id), headers=clinic.other_doctor.headers, json=WHY)
    absent = await client.post(door(uuid4()), headers=clinic.other_doctor.headers, json=WHY)
    assert refused.json()["error"] == absent.json()["error"]
    assert refused.json()["error"]["code"] == "CHART_ACCESS_DENIED"


async def test_whoever_treats_the_patient_does_not_need_it(client: httpx.AsyncClient, clinic: Clinic) -> None:
    answer = await client.post(door(clinic.patient_id), headers=clinic.doctor.headers, json=WHY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "EMERGENCY_NOT_NEEDED")


@pytest.mark.parametrize("who", ["patient", "admin", None])
async def test_only_doctors_break_the_glass(client: httpx.AsyncClient, clinic: Clinic, who: str | None) -> None:
    headers = getattr(clinic, who).headers if who else {}
    for method in ("POST", "DELETE"):
        answer = await client.request(
            method, door(clinic.other_patient_id), headers=headers, json=WHY if method == "POST" else None
        )
        assert answer.status_code == (403 if who else 401)


async def test_a_program_that_acts_for_a_doctor_breaks_no_glass(client: httpx.AsyncClient, clinic: Clinic) -> None:
    body = {
        "name": "Ward display",
        "scopes": [scope for scope in Scope if scope is not Scope.METRICS_READ],
        "doctor_uuid": str(clinic.other_doctor.actor.practitioner_id),
    }
    made = await client.post("/api/v1/admin/tokens", headers=clinic.admin.headers, json=body)
    as_program = {"Authorization": f"Bearer {made.json()['data']['secret']}"}
    assert (await client.post(door(clinic.patient_id), headers=as_program, json=WHY)).status_code == 403
    await begin(client, clinic)  # and profits from no emergency of the doctor's own
    assert (await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=as_program)).status_code == 403


@pytest.mark.parametrize("change", [{"reason": "curiosity"}, {"text": "short"}, {"text": "x" * 1001}, {"text": "   "}])
async def test_a_reason_is_needed_by_code_and_in_words(
    client: httpx.AsyncClient, clinic: Clinic, change: dict[str, str]
) -> None:
    body = {**WHY, **change}
    answer = await client.post(door(clinic.patient_id), headers=clinic.other_doctor.headers, json=body)
    assert answer.status_code == 422
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 403


async def test_a_refused_attempt_leaves_its_row(client: httpx.AsyncClient, clinic: Clinic) -> None:
    absent = uuid4()
    await client.post(door(absent), headers=clinic.doctor.headers, json=WHY)
    async with clinic.as_actor(SETUP) as ctx:
        (row,) = await read_rows(ctx, AuditFilter(patient_id=absent))
    assert (row.action, row.detail["why"]) == ("break-glass.start", "absent")


async def found_in_queue(client: httpx.AsyncClient, clinic: Clinic, emergency_id: object) -> dict[str, object]:
    listed = await client.get(f"{QUEUE}?only_open=true&limit=100", headers=clinic.admin.headers)
    (found,) = (each for each in listed.json()["data"]["items"] if each["id"] == emergency_id)
    assert isinstance(found, dict)
    return found


async def test_the_privacy_officer_sees_who_whom_why_and_how_much_and_writes_the_outcome(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    begun = await begin(client, clinic)
    await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=clinic.other_doctor.headers)
    found = await found_in_queue(client, clinic, begun["id"])
    assert (found["patient_name"], found["doctor_name"], found["text"]) == ("Ana Quiroga", "Test doctor", TEXT)
    assert found["accesses"] == 2  # the beginning and the chart
    path = f"{QUEUE}/{begun['id']}/review"
    body = {"version": found["version"], "outcome": "justified", "note": "Ambulance report seen."}
    reviewed = await client.put(path, headers=clinic.admin.headers, json=body)
    assert reviewed.json()["data"]["outcome"] == "justified"
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 200
    stale = await client.put(path, headers=clinic.admin.headers, json={**body, "outcome": "not-justified"})
    assert stale.json()["error"]["code"] == "VERSION_CONFLICT"
    open_ones = await client.get(f"{QUEUE}?only_open=true&limit=100", headers=clinic.admin.headers)
    assert begun["id"] not in {each["id"] for each in open_ones.json()["data"]["items"]}
    log = await client.get(f"/api/v1/patients/{clinic.patient_id}/access-log", headers=clinic.patient.headers)
    assert "Reviewed an emergency access to the record: it was justified" in log.text


async def test_one_that_was_not_justified_ends_at_once(client: httpx.AsyncClient, clinic: Clinic) -> None:
    begun = await begin(client, clinic)
    body = {"version": 1, "outcome": "not-justified"}
    ended = await client.put(f"{QUEUE}/{begun['id']}/review", headers=clinic.admin.headers, json=body)
    assert ended.json()["data"]["ended_at"]
    assert await status(client, clinic, clinic.other_doctor, "/chart") == 403


async def test_the_queue_pages_without_gap_or_repeat(client: httpx.AsyncClient, clinic: Clinic) -> None:
    ids = []
    for _ in range(3):
        ids.append((await begin(client, clinic))["id"])
        await client.delete(door(clinic.patient_id), headers=clinic.other_doctor.headers)
    seen, cursor = [], None
    while True:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get(QUEUE, headers=clinic.admin.headers, params=query)).json()["data"]
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None or set(ids) <= set(seen):
            break
    assert [each for each in seen if each in ids] == ids[::-1]
    assert len(seen) == len(set(seen))


async def test_only_administrators_review(client: httpx.AsyncClient, clinic: Clinic) -> None:
    begun = await begin(client, clinic)
    review = f"{QUEUE}/{begun['id']}/review"
    body = {"version": 1, "outcome": "justified"}
    for method, path, sent in (("GET", QUEUE, None), ("PUT", review, body)):
        assert (await client.request(method, path, json=sent)).status_code == 401
        for person in (clinic.doctor, clinic.other_doctor, clinic.patient):
            refused = await client.request(method, path, headers=person.headers, json=sent)
            assert refused.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
    absent = await client.put(f"{QUEUE}/{uuid4()}/review", headers=clinic.admin.headers, json=body)
    assert absent.json()["error"]["code"] == "EMERGENCY_NOT_FOUND"


async def test_row_level_security_keeps_emergencies_from_everybody_but_their_doctor_and_officers(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    begun = await begin(client, clinic)
    for person, expected in ((clinic.doctor, 0), (clinic.patient, 0), (clinic.other_doctor, 1), (clinic.admin, 1)):
        async with clinic.as_actor(person.actor) as ctx:
            cursor = await ctx.db.execute("SELECT count(*) FROM records.break_glass WHERE id = %s", (begun["id"],))
            assert await cursor.fetchone() == (expected,)
    async with clinic.as_actor(clinic.other_doctor.actor) as ctx:
        cursor = await ctx.db.execute(
            "UPDATE records.break_glass SET outcome = 'justified' WHERE id = %s", (begun["id"],)
        )
        assert cursor.rowcount == 0


async def test_a_running_emergency_is_no_way_around_an_absent_patient(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.other_doctor.actor) as ctx:
        with pytest.raises(ChartAccessDenied):
            await records.open_chart(ctx, uuid4())


async def test_what_is_written_in_an_emergency_is_read_by_those_who_treat(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await begin(client, clinic)
    async with clinic.chart(clinic.other_doctor.actor) as (ctx, chart):
        assert chart.emergency is not None
        await records.add_condition(ctx, chart, NewCondition(display="Head injury"))
    async with clinic.chart() as (ctx, chart):
        assert chart.emergency is None
        assert "Head injury" in {each.display for each in await records.list_conditions(ctx, chart)}
