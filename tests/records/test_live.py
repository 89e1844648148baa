"""The live stream of a chart tells that something changed, to those who may open the chart and nobody else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from salus.core.auth import service as auth
from salus.core.http.call import SignedIn
from salus.records.http.live import follow
from tests.support.app import SETUP, Person
from tests.support.clinic import Clinic


async def test_the_stream_is_refused_like_the_chart(client: httpx.AsyncClient, clinic: Clinic) -> None:
    path = f"/api/v1/patients/{clinic.patient_id}/events"
    assert (await client.get(path)).status_code == 401
    for person in (clinic.other_doctor, clinic.admin):
        assert (await client.get(path, headers=person.headers)).status_code == 403


async def test_open_charts_hear_of_what_is_written_by_hand(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """A colleague's new allergy must not wait for the next time somebody comes back to the window."""
    base, doctor = f"/api/v1/patients/{clinic.patient_id}/allergies", {"headers": clinic.doctor.headers}
    heard: list[tuple[str, str]] = []
    async with clinic.services.notices.of_patient(clinic.patient_id) as notices:
        await anext(notices)  # subscribed
        made = (await client.post(base, json={"display": "Latex"}, **doctor)).json()["data"]
        one = f"{base}/{made['id']}"
        await client.put(one, json={"display": "Latex", "reaction": "Hives", "version": 1}, **doctor)
        await client.post(f"{one}/entered-in-error", json={"version": 2}, **doctor)
        async for notice in notices:
            if notice is not None:
                said = json.loads(notice)
                assert said["id"] == made["id"]
                heard.append((said["type"], said["status"]))
            if len(heard) == 3:
                break
    assert heard == [("allergy", "WRITTEN")] * 3


async def test_a_notice_reaches_a_listener_and_only_of_its_patient(clinic: Clinic) -> None:
    notices = clinic.services.notices
    async with notices.of_patient(clinic.patient_id) as heard:
        assert await anext(heard) is None  # subscribed: the first beat came round
        await notices.patient_changed(clinic.other_patient_id, "document", clinic.other_patient_id, "INDEXED")
        await notices.patient_changed(clinic.patient_id, "document", clinic.patient_id, "INDEXED")
        async for notice in heard:
            if notice is not None:
                assert f'"id":"{clinic.patient_id}"' in notice
                break


@asynccontextmanager
async def following(clinic: Clinic, who: Person) -> AsyncIterator[list[str]]:
    """What somebody's open stream has sent; the block is entered once it listens, and the stream must end in it."""
    answer = await follow(SignedIn(who.actor, "test-live", clinic.services), clinic.patient_id)
    heard: list[str] = []

    async def listen() -> None:
        async for piece in answer.body_iterator:
            heard.append(piece.data)  # noqa: PERF401 (others look while it grows)

    listening = asyncio.create_task(listen())
    try:
        while len(heard) < 2:  # connected, and a first notice came through
            await clinic.services.notices.patient_changed(clinic.patient_id, "document", clinic.patient_id)
            await asyncio.sleep(0)
        del heard[:]
        began = time.monotonic()
        yield heard
        await asyncio.wait_for(listening, 5)
        assert time.monotonic() - began < 1.0, "the stream ends within a second"
    finally:
        listening.cancel()


async def deny(client: httpx.AsyncClient, clinic: Clinic) -> None:
    said = {"category": "treatment", "decision": "deny", "status": "active", "source": "patient"}
    path = f"/api/v1/patients/{clinic.patient_id}/consents"
    (await client.post(path, json=said, headers=clinic.patient.headers)).raise_for_status()


async def end_care(client: httpx.AsyncClient, clinic: Clinic) -> None:
    path = f"/api/v1/patients/{clinic.patient_id}/care-team"
    member = (await client.get(path, headers=clinic.admin.headers)).json()["data"]["items"][0]
    ended = {"practitioner_id": member["practitioner_id"], "status": "inactive", "version": member["version"]}
    (await client.put(f"{path}/{member['id']}", json=ended, headers=clinic.admin.headers)).raise_for_status()


async def lock_account(_: httpx.AsyncClient, clinic: Clinic) -> None:
    async with clinic.services.transaction(SETUP, "test-live") as ctx:
        account = await auth.find_account(ctx, clinic.doctor.username)
        assert account is not None
        await auth.change_account(ctx, account.id, account.version, account.display_name, is_active=False)
    await clinic.services.notices.patient_changed(clinic.patient_id, "document", clinic.patient_id)


@pytest.mark.parametrize("close", [deny, end_care, lock_account])
async def test_an_open_stream_ends_with_the_right_to_listen(
    client: httpx.AsyncClient, clinic: Clinic, close: object
) -> None:
    """Nothing more is told to a doctor whom the patient has just denied, who treats no longer, or who is locked."""
    async with following(clinic, clinic.doctor) as heard:
        await close(client, clinic)  # type: ignore[operator]  # each of the above
        await clinic.services.notices.patient_changed(clinic.patient_id, "document", clinic.patient_id, "INDEXED")
    assert not [one for one in heard if "INDEXED" in one]


async def test_a_patients_own_stream_goes_on_when_a_doctor_is_denied(client: httpx.AsyncClient, clinic: Clinic) -> None:
    with pytest.raises(TimeoutError):
        async with following(clinic, clinic.patient) as heard:
            await deny(client, clinic)
            while not any("consent" in one for one in heard):
                await asyncio.sleep(0)
