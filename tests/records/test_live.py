"""The live stream of a chart tells that something changed, to those who may open the chart and nobody else."""

from __future__ import annotations

import json

import httpx

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
