"""A kept answer goes again only to whom the chart would open now: consents, relationships and roles change in a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg import AsyncConnection

from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.http import store
from salus.records import service as records
from tests.support.app import Person
from tests.support.clinic import Clinic

SECRET = "Aquagenic urticaria"


class Written:
    """One fact that somebody wrote under a key, to be sent again word for word."""

    def __init__(self, client: httpx.AsyncClient, clinic: Clinic, who: Person) -> None:
        self._client = client
        self._address = f"/api/v1/patients/{clinic.patient_id}/conditions"
        self.headers = {**who.headers, "Idempotency-Key": uuid4().hex}

    async def send(self) -> httpx.Response:
        return await self._client.post(self._address, headers=self.headers, json={"display": SECRET})


async def deny(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """The patient withdraws consent from the doctor."""
    body = {
        "category": "treatment", "decision": "deny", "status": "active", "source": "patient",
        "practitioner_id": str(clinic.doctor.actor.practitioner_id),
    }  # fmt: skip
    made = await client.post(
        f"/api/v1/patients/{clinic.patient_id}/consents", headers=clinic.patient.headers, json=body
    )
    assert made.status_code == 201


async def end_care(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """The doctor treats the patient no longer."""
    team = f"/api/v1/patients/{clinic.patient_id}/care-team"
    (member,) = (await client.get(team, headers=clinic.admin.headers)).json()["data"]["items"]
    body = {"practitioner_id": member["practitioner_id"], "status": "inactive", "version": member["version"]}
    ended = await client.put(f"{team}/{member['id']}", headers=clinic.admin.headers, json=body)
    assert ended.status_code == 200


async def conditions_of(clinic: Clinic) -> int:
    async with clinic.chart(clinic.patient.actor) as (ctx, _):
        cursor = await ctx.db.execute("SELECT count(*) FROM records.condition")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("shut_out", [deny, end_care])
async def test_who_was_shut_out_since_is_refused_like_anybody_and_on_record(
    client: httpx.AsyncClient, clinic: Clinic, shut_out: Callable[[httpx.AsyncClient, Clinic], Awaitable[None]]
) -> None:
    written = Written(client, clinic, clinic.doctor)
    assert (await written.send()).status_code == 201
    await shut_out(client, clinic)
    again = await written.send()
    assert (again.status_code, again.json()["error"]["code"]) == (403, "CHART_ACCESS_DENIED")
    assert SECRET not in again.text
    assert await conditions_of(clinic) == 1
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        wanted = AuditFilter(actor_id=clinic.doctor.actor.user_id, outcome=Outcome.REFUSED)
        refused = [row.request_id for row in await read_rows(ctx, wanted)]
    assert refused == [again.headers["x-request-id"]]


async def test_who_may_still_open_the_chart_gets_the_first_answer_and_it_is_on_record(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    written = Written(client, clinic, clinic.doctor)
    first, again = await written.send(), await written.send()
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        rows = await read_rows(ctx, AuditFilter(patient_id=clinic.patient_id, action="answer.replay"))
    assert [row.request_id for row in rows] == [again.headers["x-request-id"]]


async def test_what_the_release_before_kept_is_not_told_again_and_nothing_is_done_twice(
    client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str
) -> None:
    """It did not note whom the answer is about."""
    written = Written(client, clinic, clinic.doctor)
    assert (await written.send()).status_code == 201
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        db.execute(
            "UPDATE core.idempotent_answer SET role = NULL, patient_ids = NULL WHERE key = %s",
            (written.headers["Idempotency-Key"],),
        )
    again = await written.send()
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ALREADY_DONE")
    assert await conditions_of(clinic) == 1


async def test_a_door_that_opens_at_this_very_moment_lets_nothing_be_done_twice(
    client: httpx.AsyncClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Consent is given again between the look at the kept answer and the route's own door."""
    written = Written(client, clinic, clinic.doctor)
    assert (await written.send()).status_code == 201
    select_answer = store.select_answer

    async def of_another_role(db: AsyncConnection[Any], actor_id: UUID, key: str) -> store.KeptAnswer | None:
        first = await select_answer(db, actor_id, key)
        return None if first is None else replace(first, role="admin")

    with monkeypatch.context() as before:
        before.setattr(store, "select_answer", of_another_role)
        again = await written.send()
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ALREADY_DONE")
    assert await conditions_of(clinic) == 1
    assert (await written.send()).status_code == 201


async def test_an_administrator_gets_the_first_answer_about_a_person(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """They open no chart, and never did."""
    headers = {**clinic.admin.headers, "Idempotency-Key": uuid4().hex}
    person = {"given": "Ana", "family": "Quiroga", "birth_date": "1968-04-12", "sex": "female"}
    first = await client.post("/api/v1/patients", headers=headers, json=person)
    again = await client.post("/api/v1/patients", headers=headers, json=person)
    assert (first.status_code, again.content) == (201, first.content)


async def test_nobody_is_told_of_a_person_who_is_not_there(clinic: Clinic) -> None:
    for who in (clinic.doctor, clinic.patient, clinic.admin):
        async with clinic.as_actor(who.actor) as ctx:
            assert not await records.may_be_told_again(ctx, uuid4())
