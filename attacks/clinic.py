"""A clinic full of planted words: each patient has a doctor, one who was denied, one who treats no longer, papers."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from attacks.bodies import Filling, body_for
from attacks.canaries import CLINICAL, PERSON, Canaries
from attacks.routes import Holdings, Operation, harvest, operations
from bench.inside import engines
from salus.app import wiring
from salus.app.http import create_app
from salus.core.apitokens.contract import SCOPES_WITHOUT_A_PERSON, Scope
from salus.core.auth import service as auth
from salus.core.auth.contract import NewAccount
from salus.core.config import Settings
from salus.core.context import Actor, Role
from salus.core.jobs.runner import JobRunner
from salus.core.operations import store as operations_store
from salus.core.operations.contract import AlertKind, Finding, Severity
from salus.core.services import Services

API = "/api/v1"
SETUP = Actor(UUID(int=1), Role.ADMIN, "Set-up")
# Fields whose text must be of a kind.
KNOWN_FIELDS = {"code": "2276-4", "unit": "ng/mL", "code_system": "http://loinc.org", "language": "en"}
UNHINDERED = {f"rate_{kind}": "1000000/s" for kind in ("sign_in", "reads", "writes", "uploads", "chat", "exports")}
ALSO = frozenset({"value_text", "note"})
# Not facts of a chart, or planted by hand below.
NOT_SEEDED = ("/chat", "/care-team", "/consents", "/accept-green")


@dataclass(slots=True)
class Member:
    """Somebody with an account."""

    role: str
    username: str
    password: str
    token: str
    own_id: str | None = None


@dataclass(slots=True)
class Case:
    """One patient with everybody around, and everything that stands for the patient."""

    patient: Member
    doctor: Member
    holdings: Holdings
    program: str  # a device's token that acts for the patient
    unseeded: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Clinic:
    """The whole, and the app that serves it."""

    app: FastAPI
    services: Services
    client: httpx.AsyncClient
    spec: dict[str, Any]
    canaries: Canaries
    admin: Member
    denied: Member
    former: Member
    service: Member
    cases: list[Case]


@asynccontextmanager
async def clinic_of_own(settings: Settings, patients: int) -> AsyncIterator[Clinic]:
    """A clinic on these engines, served inside this process, where nobody is slowed for asking too much."""
    app = create_app(settings.model_copy(update=UNHINDERED))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://salus.test", timeout=60) as client:
            yield await Builder(app, app.state.services, client).build(patients)


class Builder:
    """Fills an empty Salus through its own doors."""

    def __init__(self, app: FastAPI, services: Services, client: httpx.AsyncClient) -> None:
        self._app, self._services, self._client = app, services, client
        self._canaries = Canaries()

    async def build(self, patients: int) -> Clinic:
        """Register everybody, write and upload, then read what there is to attack."""
        spec = (await self._client.get("/api/openapi.json")).json()
        admin = await self._account(Role.ADMIN)
        denied, former = await self._doctor(admin, "Denied"), await self._doctor(admin, "Former")
        doctors = [await self._doctor(admin, f"Treating {number}") for number in range(max(2, patients // 4))]
        service = await self._account(Role.SERVICE)
        await self._raise_alert()
        cases = []
        for number in range(patients):
            doctor = doctors[number % len(doctors)]
            case = await self._case(spec, admin, doctor, number)
            await self._shut_out(case, admin, denied, former, number)
            await harvest(self._client, spec, case.holdings, [case.doctor.token, case.patient.token, admin.token])
            cases.append(case)
        return Clinic(
            self._app, self._services, self._client, spec, self._canaries, admin, denied, former, service, cases
        )

    async def _account(self, role: Role, own: UUID | None = None, name: str = "") -> Member:
        username, password = f"{role.value}-{secrets.token_hex(6)}@example.test", secrets.token_urlsafe(18)
        new = NewAccount(
            username, name or f"An {role.value}", role, password,
            own if role is Role.PATIENT else None, own if role is Role.DOCTOR else None,
        )  # fmt: skip
        async with self._services.transaction(SETUP, "set-up") as ctx:
            await auth.create_account(ctx, new)
        form = {"username": username, "password": password}
        answer = await self._client.post(f"{API}/auth/token", data=form)
        answer.raise_for_status()
        return Member(role.value, username, password, answer.json()["access_token"], str(own) if own else None)

    async def _raise_alert(self) -> None:
        amiss = Finding(AlertKind.DISK, Severity.WARNING, 1.0, "The disk fills up.")
        async with self._services.transaction(SETUP, "set-up") as ctx:
            await operations_store.open_alert(ctx.db, amiss, ctx.now)

    async def _doctor(self, admin: Member, family: str) -> Member:
        made = await self._made(f"{API}/practitioners", admin, {"given": "Doctor", "family": family})
        return await self._account(Role.DOCTOR, UUID(made["id"]), f"Doctor {family}")

    async def _made(self, path: str, who: Member, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.post(path, json=body, headers=signed(who.token))
        answer.raise_for_status()
        data: dict[str, Any] = answer.json()["data"]
        return data

    async def _case(self, spec: dict[str, Any], admin: Member, doctor: Member, number: int) -> Case:
        owner = f"patient {number}"
        given, family = (self._canaries.plant(owner, PERSON, part) for part in ("given name", "family name"))
        person = await self._made(f"{API}/patients", admin, {
            "given": given, "family": family, "birth_date": "1970-05-04", "sex": "female",
            "identifiers": [{"system": "urn:example:mrn", "value": self._canaries.plant(owner, PERSON, "number")}],
            "address": {"line": self._canaries.plant(owner, PERSON, "street")},
        })  # fmt: skip
        patient = await self._account(Role.PATIENT, UUID(person["uuid"]), f"{given} {family}")
        team = {"practitioner_id": doctor.own_id}
        await self._made(f"{API}/patients/{person['uuid']}/care-team", admin, team)
        assert doctor.own_id is not None
        scopes = sorted(set(Scope) - SCOPES_WITHOUT_A_PERSON)
        device = {"name": "Cuff", "scopes": scopes, "patient_uuid": person["uuid"]}
        program = await self._made(f"{API}/admin/tokens", admin, device)
        case = Case(patient, doctor, Holdings(person["uuid"], doctor.own_id), program["secret"])
        for operation in operations(spec):
            if _is_fact(operation):
                await self._write(spec, operation, case, owner)
        await self._upload(case, owner)
        await self._transfer(case, owner)
        await self._talk(case, owner)
        await self._passkey(case)
        return case

    async def _write(self, spec: dict[str, Any], operation: Operation, case: Case, owner: str) -> None:
        """One fact of this kind, by the doctor or else by the patient."""
        topic = operation.path.rpartition("/")[2]

        def text(name: str) -> str:
            return KNOWN_FIELDS.get(name) or self._canaries.plant(owner, CLINICAL, f"{topic}.{name}")

        filling = Filling(lambda name: case.holdings.patient if name.startswith("patient") else None, text, also=ALSO)
        address = operation.path.replace("{patient_uuid}", case.holdings.patient)
        arguments = body_for(spec, operation.described, filling)
        statuses = []
        for who in (case.doctor, case.patient):
            headers = {**signed(who.token), "Idempotency-Key": secrets.token_hex(16)}  # so that answers are kept
            answer = await self._client.post(address, headers=headers, **arguments)
            if answer.status_code < 300:
                return
            statuses.append(answer.status_code)
        case.unseeded.append(f"{operation.name}: {statuses}")

    async def _upload(self, case: Case, owner: str) -> None:
        diagnosis, picture = (self._canaries.plant(owner, CLINICAL, place) for place in ("paper", "paper.caption"))
        name = self._canaries.plant(owner, CLINICAL, "file name")
        answer = await self._client.post(
            f"{API}/documents/upload",
            data={"patient_uuid": case.holdings.patient, "document_type": "lab_report"},
            files={"file": (f"{name}.pdf", paper(diagnosis, picture), "application/pdf")},
            headers=signed(case.doctor.token),
        )
        answer.raise_for_status()
        runner = JobRunner(self._services, wiring.job_kinds())
        job = UUID(answer.json()["job_id"])
        case.holdings.note("jobs", str(job))
        for _ in range(30):
            if await runner.run(job) is None:
                return
        raise RuntimeError("the paper was never read")

    async def _transfer(self, case: Case, owner: str) -> None:
        """A file that was taken over and a copy to take away."""
        problem = {"resourceType": "Condition", "code": {"text": self._canaries.plant(owner, CLINICAL, "import")}}
        chart = f"{API}/patients/{case.holdings.patient}"
        runner = JobRunner(self._services, wiring.job_kinds())
        for path, body in (("import", json.dumps(problem).encode()), ("export", None)):
            answer = await self._client.post(f"{chart}/{path}", content=body, headers=signed(case.doctor.token))
            answer.raise_for_status()
            await runner.run(UUID(answer.json()["job_id"]))
            listed = await self._client.get(f"{chart}/{path}s", headers=signed(case.doctor.token))
            case.holdings.note(f"{path}s", listed.json()["data"]["items"][0]["id"])

    async def _talk(self, case: Case, owner: str) -> None:
        for who, path in (
            (case.patient, f"patients/{case.holdings.patient}"),
            (case.doctor, f"doctors/{case.doctor.own_id}"),
        ):
            word = self._canaries.plant(owner, CLINICAL, f"message of the {who.role}")
            asked = {"message": f"Is {word} in the record?", "patient_uuid": case.holdings.patient}
            answer = await self._client.post(f"{API}/{path}/chat", json=asked, headers=signed(who.token))
            answer.raise_for_status()
            case.holdings.note("conversations", answer.json()["data"]["conversation_id"])
            case.holdings.note("answers", answer.json()["data"]["message_id"])

    async def _passkey(self, case: Case) -> None:
        """A passkey of the patient's, as if a browser had registered it."""
        async with self._services.transaction(SETUP, "set-up") as ctx:
            account = await auth.find_account(ctx, case.patient.username)
        assert account is not None
        async with self._services.transaction(account.actor(), "set-up") as ctx:
            await ctx.db.execute(
                """
                INSERT INTO core.passkey (user_id, credential_id, public_key, sign_count, rp_id, name, is_synced)
                VALUES (%s, %s, 'a key', 0, 'salus.test', 'A phone', false)
                """,
                (account.id, secrets.token_bytes(32)),
            )

    async def _shut_out(self, case: Case, admin: Member, denied: Member, former: Member, number: int) -> None:
        chart = f"{API}/patients/{case.holdings.patient}"
        await self._made(f"{chart}/care-team", admin, {"practitioner_id": denied.own_id})
        member = await self._made(f"{chart}/care-team", admin, {"practitioner_id": former.own_id})
        ended = {"practitioner_id": former.own_id, "status": "inactive", "version": member["version"]}
        answer = await self._client.put(f"{chart}/care-team/{member['id']}", json=ended, headers=signed(admin.token))
        answer.raise_for_status()
        # An emergency that is over: administrators review it, and it opens nothing any more.
        reason = self._canaries.plant(f"patient {number}", PERSON, "reason of an emergency")
        await self._made(f"{chart}/break-glass", former, {"reason": "urgent-care", "text": f"Because of {reason}"})
        (await self._client.delete(f"{chart}/break-glass", headers=signed(former.token))).raise_for_status()
        await self._made(f"{chart}/consents", case.patient, {
            "category": "treatment", "decision": "deny", "status": "active", "practitioner_id": denied.own_id,
            "source": "patient",
        })  # fmt: skip


def signed(token: str | None) -> dict[str, str]:
    """Headers of a machine that holds this token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def _is_fact(operation: Operation) -> bool:
    is_below = operation.places == ("patients",) and operation.path.count("/") == 5
    return operation.method == "POST" and is_below and not operation.path.endswith(NOT_SEEDED)


def paper(diagnosis: str, caption: str) -> bytes:
    """A page with values, a diagnosis and a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    lines = (
        "Laboratory report",
        "Date: 12 March 2024",
        f"Diagnosis: {diagnosis} deficiency",
        "Ferritin 11 ng/mL 30 - 400",
    )
    for row, line in enumerate(lines):
        canvas.drawString(60, 780 - 22 * row, line)
    shade = Image.new("L", (320, 240))
    shade.putdata([(x * y) % 255 for y in range(240) for x in range(320)])
    canvas.drawImage(ImageReader(shade), 60, 300, 320, 240)
    canvas.drawString(60, 280, f"Figure 1. {caption}")
    canvas.save()
    return buffer.getvalue()


__all__ = ["Case", "Clinic", "Member", "clinic_of_own", "engines", "signed"]
