"""Files that are taken over for one patient, and copies that are taken away: who may, what becomes, until when."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from salus.app import wiring
from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.events import ObjectInDoubt
from salus.core.jobs.runner import JobRunner
from salus.core.services import Services, open_services
from salus.documents import service as documents
from salus.documents.contract import DocumentType, NewDocument
from salus.exchange import jobs
from salus.exchange.manifest import MANIFEST
from salus.records import service as records
from salus.records.contract import (
    AllergyCategory,
    FactSource,
    NewAllergyIntolerance,
    NewCondition,
    NewEncounter,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewObservation,
    VerificationStatus,
)
from salus.records.service import FHIR_KINDS
from tests.documents import builders
from tests.exchange.documents import ccda
from tests.exchange.test_fhir_writing import bundle, condition, person, weight
from tests.support.app import Person
from tests.support.clinic import Clinic


async def send(
    client: httpx.AsyncClient, clinic: Clinic, who: Person, data: bytes, name: str = "record.xml"
) -> httpx.Response:
    headers = {**who.headers, "Content-Type": "application/octet-stream"}
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return await client.post(f"/api/v1/patients/{clinic.patient_id}/import", content=data, headers=headers)


async def run(clinic: Clinic, answer: httpx.Response) -> None:
    assert answer.status_code == 202, answer.text
    await JobRunner(clinic.services, MANIFEST.jobs).run(UUID(answer.json()["job_id"]))


async def newest(client: httpx.AsyncClient, clinic: Clinic, what: str = "imports") -> dict[str, Any]:
    answer = await client.get(f"/api/v1/patients/{clinic.patient_id}/{what}", headers=clinic.doctor.headers)
    found: dict[str, Any] = answer.json()["data"]["items"][0]
    return found


def counts(lines: list[dict[str, Any]]) -> dict[str, int]:
    return {each["name"]: each["count"] for each in lines}


async def test_a_clinical_document_is_taken_over_reported_and_kept(client: httpx.AsyncClient, clinic: Clinic) -> None:
    answer = await send(client, clinic, clinic.doctor, ccda())
    assert (await newest(client, clinic))["status"] == "waiting"
    await run(clinic, answer)
    transfer = await newest(client, clinic)
    assert (transfer["status"], transfer["filename"], transfer["sha256"]) == (
        "done", "record.xml", sha256(ccda()).hexdigest(),
    )  # fmt: skip
    taken = counts(transfer["report"]["taken"])
    assert taken == {
        "Condition": 1, "MedicationStatement": 1, "AllergyIntolerance": 1, "Observation": 1, "Immunization": 1,
        "FamilyMemberHistory": 1,
    }  # fmt: skip
    assert [each["words"] for each in transfer["report"]["left"]] == ["of the section Plan has no place yet"]
    place = f"/api/v1/patients/{clinic.patient_id}/imports/{transfer['id']}/file"
    assert (await client.get(place, headers=clinic.doctor.headers)).content == ccda()
    async with clinic.chart() as (ctx, chart):
        (fact,) = await records.list_conditions(ctx, chart)
        (origin,) = await records.provenance_of(ctx, chart, "condition", [fact.id])
        assert origin.quote == "record.xml, Problems, entry 1"
        assert origin.inputs_digest == transfer["sha256"]
        (text,) = await documents.list_documents(ctx, chart)
        assert (str(text.id), str(origin.document_id)) == (transfer["report"]["document_id"],) * 2


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"attachment; filename*=UTF-8''Akte%20%E2%80%93%20M%C3%A4rz.xml", "Akte – März.xml"),
        (b"attachment; filename*=iso-8859-1''M%E4rz.xml", "März.xml"),
        ('attachment; filename="März.xml"'.encode(), "März.xml"),
        (b'attachment; filename="C:\\\\papers\\\\record.xml"', "record.xml"),
        (b"attachment; filename=../../etc/passwd", "passwd"),
        (b"attachment; filename*=nowhere''%ff%fe", None),
        (b"attachment", "record"),
    ],
)
async def test_a_file_keeps_the_name_that_its_sender_gave_it(
    client: httpx.AsyncClient, clinic: Clinic, header: bytes, name: str | None
) -> None:
    headers = {**clinic.doctor.headers, "Content-Type": "application/octet-stream"}
    address = f"/api/v1/patients/{clinic.patient_id}/import"
    answer = await client.post(address, content=ccda(), headers=httpx.Headers([
        *((key.encode(), value.encode()) for key, value in headers.items()), (b"content-disposition", header),
    ]))  # fmt: skip
    assert answer.status_code == 202, answer.text
    assert name in (None, (await newest(client, clinic))["filename"])


async def test_the_same_file_again_takes_nothing_twice(client: httpx.AsyncClient, clinic: Clinic) -> None:
    for _ in range(2):
        await run(clinic, await send(client, clinic, clinic.doctor, ccda()))
    report = (await newest(client, clinic))["report"]
    assert report["taken"] == []
    assert counts(report["known"])["Condition"] == 1
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_conditions(ctx, chart)) == 1


async def test_what_a_patient_brings_is_to_be_confirmed(client: httpx.AsyncClient, clinic: Clinic) -> None:
    await run(clinic, await send(client, clinic, clinic.patient, gzip.compress(ccda())))
    async with clinic.chart() as (ctx, chart):
        (fact,) = await records.list_conditions(ctx, chart)
        assert (fact.source, fact.verification_status) == (FactSource.DOCUMENT, VerificationStatus.UNCONFIRMED)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"nothing of the kind", "no well-formed XML"),
        (b"{", "no file that can be taken over"),
        (b"<html/>", "no file that can be taken over"),
        (b"\x1f\x8b broken", "packed file is broken"),
        (b'<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>', "never read"),
        (ccda(family="Novak", given="Bela"), "somebody else"),
        (ccda(born="19680413"), "somebody else"),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_its_reason_and_writes_nothing(
    client: httpx.AsyncClient, clinic: Clinic, data: bytes, words: str
) -> None:
    answer = await send(client, clinic, clinic.doctor, data)
    await run(clinic, answer)
    transfer = await newest(client, clinic)
    assert transfer["status"] == "failed"
    assert words in transfer["reason"]
    async with clinic.chart() as (ctx, chart):
        assert await records.list_conditions(ctx, chart) == ()
    status = await client.get(answer.json()["status_url"], headers=clinic.doctor.headers)
    assert words in status.json()["data"]["reason"]


async def test_a_fhir_bundle_is_taken_as_far_as_it_can_be(client: httpx.AsyncClient, clinic: Clinic) -> None:
    patient = {**person(), "name": [{"family": "Quiroga", "given": ["Ana"]}], "birthDate": "1968-04-12"}
    subject = f"urn:uuid:{patient['id']}"
    doctor = {"resourceType": "Practitioner", "id": str(uuid4()), "name": [{"family": "Boone"}]}
    sent = bundle(patient, doctor, condition(subject), weight(subject, kg=7150), {"resourceType": "Claim", "id": "1"})
    await run(clinic, await send(client, clinic, clinic.doctor, json.dumps(sent).encode(), "bundle.json"))
    report = (await newest(client, clinic))["report"]
    assert counts(report["taken"]) == {"Condition": 1, "Observation": 1}
    assert counts(report["marked"]) == {"Observation": 1}
    assert set(counts(report["left"])) == {"Practitioner", "Claim"}


async def test_only_the_patient_and_who_treats_import_and_export(client: httpx.AsyncClient, clinic: Clinic) -> None:
    base = f"/api/v1/patients/{clinic.patient_id}"
    for who, status in ((clinic.other_doctor, 403), (clinic.admin, 403)):
        assert (await send(client, clinic, who, ccda())).status_code == status
        assert (await client.post(f"{base}/export", headers=who.headers)).status_code == status
        assert (await client.get(f"{base}/exports", headers=who.headers)).status_code == status
    assert (await client.post(f"{base}/import", content=b"x")).status_code == 401
    assert (await client.post(f"{base}/export")).status_code == 401
    empty = await client.post(f"{base}/import", content=b"", headers=clinic.doctor.headers)
    assert empty.status_code == 422


async def fill(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        visit = await records.add_encounter(ctx, chart, NewEncounter(display="Check-up", start_at=ctx.now))
        await records.add_condition(
            ctx,
            chart,
            NewCondition(
                display="Hypertension <b>", code="38341003", code_system="http://snomed.info/sct", encounter_id=visit.id
            ),
        )
        await records.add_medication(ctx, chart, NewMedicationStatement(display="Lisinopril", frequency="daily"))
        await records.add_allergy(
            ctx, chart, NewAllergyIntolerance(display="Penicillin", category=AllergyCategory.MEDICATION)
        )
        await records.add_immunization(ctx, chart, NewImmunization(display="Influenza", occurrence_date=ctx.now.date()))
        await records.add_flag(ctx, chart, NewFlag(display="Risk of falls"))
        for number in range(3):
            value = NewObservation(
                code="2276-4", code_display="Ferritin", value=Decimal(f"1{number}.50"), unit="ng/mL",
                effective_at=ctx.now - timedelta(days=number),
            )  # fmt: skip
            await records.add_observation(ctx, chart, value)
        await documents.upload(ctx, chart, NewDocument("lab.pdf", builders.digital_pdf(1), DocumentType.LAB_REPORT))


async def copy_of(client: httpx.AsyncClient, clinic: Clinic) -> zipfile.ZipFile:
    answer = await client.post(f"/api/v1/patients/{clinic.patient_id}/export", headers=clinic.patient.headers)
    await run(clinic, answer)
    transfer = await newest(client, clinic, "exports")
    place = f"/api/v1/patients/{clinic.patient_id}/exports/{transfer['id']}/file"
    answer = await client.get(place, headers=clinic.patient.headers)
    assert answer.headers["content-type"] == "application/zip"
    assert sha256(answer.content).hexdigest() == transfer["sha256"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_a_copy_holds_everything_with_checksums_and_a_readable_page(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await fill(clinic)
    archive = await copy_of(client, clinic)
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    named = {each["path"]: each["sha256"] for each in manifest["files"]}
    assert set(named) == set(archive.namelist()) - {"manifest.json"}
    assert all(sha256(archive.read(path)).hexdigest() == digest for path, digest in named.items())
    (paper,) = [path for path in named if path.startswith("files/")]
    assert archive.read(paper) == builders.digital_pdf(1)
    page = archive.read("index.html").decode()
    assert "Hypertension &lt;b&gt;" in page
    assert "<b>" not in page
    assert f'href="{paper}"' in page


async def test_a_copy_lies_encrypted_and_ends(client: httpx.AsyncClient, clinic: Clinic, data_dir: Path) -> None:
    await fill(clinic)
    await copy_of(client, clinic)
    transfer = await newest(client, clinic, "exports")
    async with clinic.chart() as (ctx, _):
        cursor = await ctx.db.execute("SELECT storage_key FROM exchange.transfer WHERE id = %s", (transfer["id"],))
        (key,) = await cursor.fetchone() or (None,)
        stored = (data_dir / "objects" / str(key)).read_bytes()
        assert b"PK\x03\x04" not in stored
        assert b"Quiroga" not in stored
        await ctx.db.execute(
            "UPDATE exchange.transfer SET expires_at = now() - interval '1 s' WHERE id = %s", (transfer["id"],)
        )
    place = f"/api/v1/patients/{clinic.patient_id}/exports/{transfer['id']}/file"
    assert (await client.get(place, headers=clinic.patient.headers)).status_code == 409
    await jobs.take_away(clinic.services)
    assert (await newest(client, clinic, "exports"))["status"] == "expired"
    assert not (data_dir / "objects" / str(key)).exists()


async def test_stored_bytes_of_a_transfer_are_never_taken_for_orphans(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await send(client, clinic, clinic.doctor, ccda())
    async with clinic.services.transaction(WORKER, "test") as ctx:
        chart = await records.open_chart_for_job(ctx, clinic.patient_id)
        cursor = await ctx.db.execute(
            "SELECT storage_key FROM exchange.transfer WHERE patient_id = %s", (chart.patient_id,)
        )
        (key,) = await cursor.fetchone() or (None,)
        named, unknown = ObjectInDoubt(clinic.patient_id, str(key)), ObjectInDoubt(clinic.patient_id, "none")
        for doubt in (named, unknown):
            await clinic.services.events.publish(ctx, doubt)
    assert (named.is_named, unknown.is_named) == (True, False)


async def test_every_step_leaves_its_audit_row(client: httpx.AsyncClient, clinic: Clinic) -> None:
    await copy_of(client, clinic)
    await run(clinic, await send(client, clinic, clinic.doctor, ccda()))
    audit = await client.get("/api/v1/admin/audit?limit=500", headers=clinic.admin.headers)
    seen = {row["action"] for row in audit.json()["data"]["items"] if str(clinic.patient_id) in json.dumps(row)}
    assert {"export.request", "export.make", "export.download", "import.upload", "import.load"} <= seen


async def test_a_copy_taken_into_an_empty_clinic_says_the_same(
    client: httpx.AsyncClient, clinic: Clinic, settings: Settings, fresh_database_url: str, tmp_path: Path
) -> None:
    await fill(clinic)
    archive = await copy_of(client, clinic)
    async with clinic.chart() as (ctx, chart):
        number = (await records.read_patient(ctx, chart)).identifiers[0]
    empty = settings.model_copy(update={"database_url": SecretStr(fresh_database_url), "data_dir": tmp_path})
    async with open_services(empty, wiring.listeners()) as elsewhere:
        async with elsewhere.transaction(WORKER, "test") as ctx:
            report = await records.import_bundle(ctx, archive.read("fhir/bundle.json"))
            assert report.patients_new == 1
            theirs_id = await records.find_by_identifier(ctx, number)
            assert theirs_id is not None
        theirs = await _facts(elsewhere, theirs_id)
    ours = await _facts(clinic.services, clinic.patient_id)
    assert theirs == ours
    assert ours["Observation"]


async def _facts(services: Services, patient_id: UUID) -> dict[str, set[str]]:
    """Everything that the facts say, without the ids that each clinic gives."""
    found: dict[str, set[str]] = {}
    async with services.transaction(WORKER, "test") as ctx:
        chart = await records.open_chart_for_job(ctx, patient_id)
        for name, kind in FHIR_KINDS.items():
            facts = await records.list_facts(ctx, chart, kind)
            left_out = {"source", "encounter_id", "practitioner_id", "panel_id"}
            fields = [each for each in kind.payload if each not in left_out]
            found[name] = {repr([(each, getattr(fact, each)) for each in fields]) for fact in facts}
    return found


async def test_who_asks_for_a_file_of_another_chart_through_ones_own_leaves_a_trace(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    await run(clinic, await send(client, clinic, clinic.doctor, ccda()))
    transfer = await newest(client, clinic)
    through = f"/api/v1/patients/{clinic.other_patient_id}/imports/{transfer['id']}/file"
    refused = await client.get(through, headers=clinic.other_doctor.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "TRANSFER_NOT_FOUND")
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        wanted = AuditFilter(actor_id=clinic.other_doctor.actor.user_id, outcome=Outcome.REFUSED)
        rows = await read_rows(ctx, wanted)
    assert [row.request_id for row in rows] == [refused.headers["x-request-id"]]
