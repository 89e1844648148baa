"""However many findings wait, each is reached once, and how many there are is said from the first page on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from salus.documents.contract import ProposalKind
from tests.documents import builders
from tests.documents.conftest import Clinic
from tests.documents.proposing import TAKEN_AT, draft, observation, one, propose

OVERFULL = 1200


async def pages(clinic: Clinic, path: str, limit: int) -> list[dict[str, Any]]:
    """Every page, from the first to the last."""
    found = [(await clinic.get(f"{path}?limit={limit}")).json()["data"]]
    while cursor := found[-1]["next_cursor"]:
        found.append((await clinic.get(f"{path}?limit={limit}&cursor={cursor}")).json()["data"])
    return found


def ids(found: list[dict[str, Any]]) -> list[str]:
    """The proposals of these pages, in their order."""
    return [each["id"] for page in found for each in page["items"]]


async def overfull(clinic: Clinic) -> set[str]:
    """A chart in which more waits than anybody reads in one sitting."""
    taken = (observation(effective_at=TAKEN_AT - timedelta(days=day)) for day in range(OVERFULL))
    return set(await propose(clinic, [draft(ProposalKind.OBSERVATION, each) for each in taken]))


@pytest.mark.parametrize("of_chart", [True, False], ids=["chart", "panel"])
async def test_twelve_hundred_findings_are_paged_through_without_gap_or_twin(clinic: Clinic, of_chart: bool) -> None:
    proposed = await overfull(clinic)
    found = await pages(clinic, f"/patients/{clinic.patient_id}/proposals" if of_chart else "/proposals", 500)
    assert [len(page["items"]) for page in found] == [500, 500, 200]
    assert [page["total"] for page in found] == [OVERFULL] * 3
    assert len(ids(found)) == len(set(ids(found)))
    assert set(ids(found)) == proposed


async def test_what_is_decided_while_somebody_pages_hides_nothing(clinic: Clinic) -> None:
    proposed = set(await propose(clinic, [draft(kind) for kind in ProposalKind]))
    path = f"/patients/{clinic.patient_id}/proposals"
    first = (await clinic.get(f"{path}?limit=2")).json()["data"]
    for each in first["items"]:
        await clinic.post(f"/proposals/{each['id']}/accept")
    rest = (await clinic.get(f"{path}?limit=50&cursor={first['next_cursor']}")).json()["data"]
    assert {each["id"] for each in first["items"] + rest["items"]} == proposed
    assert (first["total"], rest["total"], rest["next_cursor"]) == (6, 4, None)


async def test_newer_documents_come_first_and_each_is_read_down_its_pages(clinic: Clinic) -> None:
    older = await propose(clinic, [draft(ProposalKind.ALLERGY), draft(ProposalKind.CONDITION)])
    newer = await propose(clinic, [draft(ProposalKind.MEDICATION)], builders.pdf(builders.letter_sheet(1)))
    found = await pages(clinic, f"/patients/{clinic.patient_id}/proposals", 1)
    assert ids(found) == [*newer, *sorted(older)]
    assert ids(await pages(clinic, "/proposals", 1)) == ids(found)


async def test_a_document_tells_everything_that_was_found_in_it(clinic: Clinic) -> None:
    proposed = await propose(clinic, [draft(kind) for kind in ProposalKind])
    await clinic.post(f"/proposals/{proposed[0]}/reject")
    document_id = (await clinic.get("/proposals")).json()["data"]["items"][0]["document_id"]
    assert set(ids(await pages(clinic, f"/documents/{document_id}/proposals", 4))) == set(proposed)


async def test_the_values_of_one_test_can_be_asked_for(clinic: Clinic) -> None:
    ferritin = await one(clinic)
    drafts = [draft(ProposalKind.OBSERVATION, observation(code="718-7")), draft(ProposalKind.CONDITION)]  # haemoglobin
    await propose(clinic, drafts, builders.pdf(builders.letter_sheet(1)))
    path = f"/patients/{clinic.patient_id}/proposals"
    of_code = (await clinic.get(f"{path}?kind=observation&code=2276-4")).json()["data"]
    assert ([each["id"] for each in of_code["items"]], of_code["total"]) == ([ferritin], 1)
    assert (await clinic.get(f"{path}?kind=observation")).json()["data"]["total"] == 2
    assert (await clinic.get(path)).json()["data"]["total"] == 3


async def test_who_may_not_see_the_chart_learns_nothing_of_what_waits_in_it(clinic: Clinic) -> None:
    await one(clinic)
    path = f"/patients/{clinic.patient_id}/proposals?kind=observation&code=2276-4"
    nobody = await clinic.client.get(f"/api/v1{path}")
    refused = [await clinic.get(path, who) for who in (clinic.admin, clinic.other_doctor, clinic.other_patient)]
    own = await clinic.get(path, clinic.patient)
    assert (nobody.status_code, [each.status_code for each in refused]) == (401, [403, 403, 403])
    assert (own.status_code, own.json()["data"]["total"]) == (200, 1)
    assert await clinic.audit_of(clinic.patient_id, "proposal.list") == 1
    assert await clinic.audit_of(clinic.patient_id, "proposal.list", "refused") == 2


@pytest.mark.parametrize("cursor", ["nonsense", "WyJ0aW1lbGluZSIsMV0", "WyJwcm9wb3NhbHMiLDFd"])
async def test_a_cursor_of_another_list_is_refused(clinic: Clinic, cursor: str) -> None:
    for path in ("/proposals", f"/patients/{clinic.patient_id}/proposals"):
        answer = await clinic.get(f"{path}?cursor={cursor}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_CURSOR")
