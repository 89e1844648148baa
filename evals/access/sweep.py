"""Go through every operation of the OpenAPI document as everybody who must not succeed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from evals.access.bodies import body_for

PUBLIC = re.compile(r"^/(health|metrics|api/v1/auth/(token|login|refresh|config)|fhir/R4/metadata)")
PATIENTS_LISTS = re.compile(r"^/api/v1/patients/\{patient_uuid\}/([a-z-]+)$")
REFUSED = (401, 403, 404)
# Practitioners are a directory for everybody who is signed in.
OPEN_TO_SIGNED_IN = re.compile(r"^get /(api/v1/practitioners|fhir/R4/Practitioner)")
# Types of FHIR under the names that the lists of /api/v1 give them.
FHIR_PLACES = {
    "Observation": "observations",
    "Condition": "conditions",
    "MedicationStatement": "medications",
    "AllergyIntolerance": "allergies",
    "Flag": "flags",
    "DocumentReference": "documents",
    "Binary": "documents",
    "CareTeam": "care-team",
}


@dataclass(frozen=True, slots=True)
class Attacker:
    """Somebody with or without a token."""

    name: str
    token: str | None

    @property
    def headers(self) -> dict[str, str]:
        """What signs the requests."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass(slots=True)
class Victim:
    """Whose data must not come out: ids by the place they have in addresses, and words that give them away."""

    patient: str
    doctor: str
    ids: dict[str, list[str]] = field(default_factory=dict)
    canaries: set[str] = field(default_factory=set)

    def candidates(self, path: str) -> list[str]:
        """Ids that a `{resource_id}` of this path may stand for."""
        return self.ids.get(_place(path), []) or [self.patient]


@dataclass(slots=True)
class Sweep:
    """What the sweep saw."""

    routes: int = 0
    attempts: int = 0
    refusals: int = 0
    unaudited: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def audited_share(self) -> float:
        """Refusals that have their audit row."""
        return 1 - len(self.unaudited) / self.refusals if self.refusals else 0.0


def _place(path: str) -> str:
    """The word before the first id that is not a patient's or doctor's: documents, proposals, conditions, ..."""
    found = re.search(r"/([A-Za-z-]+)/\{(?!patient_uuid|doctor_uuid)[a-z_]+\}", path)
    return FHIR_PLACES.get(found.group(1), found.group(1)) if found else ""


async def collect_victim(client: httpx.AsyncClient, *, patient: str, doctor: str) -> Victim:
    """The demo patient with everything that the demo doctor can list of her."""
    as_patient, as_doctor = {"Authorization": f"Bearer {patient}"}, {"Authorization": f"Bearer {doctor}"}
    me = (await client.get("/api/v1/me", headers=as_patient)).json()["data"]
    doctor_uuid = (await client.get("/api/v1/me", headers=as_doctor)).json()["data"]["doctor_uuid"]
    victim = Victim(me["patient_uuid"], doctor_uuid)
    person = (await client.get(f"/api/v1/patients/{victim.patient}", headers=as_doctor)).json()["data"]
    victim.canaries |= {person["given"], person["family"], victim.patient}
    asked = {"message": "which medicines are listed"}
    reply = await client.post(f"/api/v1/patients/{victim.patient}/chat", headers=as_patient, json=asked)
    reply.raise_for_status()
    victim.ids["conversations"] = [reply.json()["data"]["conversation_id"]]
    spec = (await client.get("/api/openapi.json")).json()
    for path in spec["paths"]:
        listed = PATIENTS_LISTS.match(path)
        if listed is None or listed.group(1) == "events" or "get" not in spec["paths"][path]:
            continue
        answer = await client.get(path.replace("{patient_uuid}", victim.patient), headers=as_doctor)
        if answer.status_code == 200:
            victim.ids[listed.group(1)] = list(_ids_in(answer.json()["data"]))[:2]
    papers = await client.get("/api/v1/documents", params={"patient_uuid": victim.patient}, headers=as_doctor)
    victim.ids["documents"] = list(_ids_in(papers.json()["data"]))[:2]
    for found in victim.ids.values():
        victim.canaries |= set(found)
    return victim


def _ids_in(data: object) -> Iterator[str]:
    items = data.get("items", []) if isinstance(data, dict) else data
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and (identity := item.get("id") or item.get("uuid")):
            yield str(identity)


async def sweep(client: httpx.AsyncClient, victim: Victim, attackers: list[Attacker], *, admin_token: str) -> Sweep:
    """Try every operation as every attacker; then look for the refusals in the audit trail."""
    spec = (await client.get("/api/openapi.json")).json()
    result, refused = Sweep(), dict[str, str]()
    for path, operations in spec["paths"].items():
        if PUBLIC.match(path) or not path.startswith(("/api/", "/fhir/")):
            continue
        for method, operation in operations.items():
            if OPEN_TO_SIGNED_IN.match(f"{method} {path}"):
                continue
            result.routes += 1
            for address in addresses(path, victim):
                for attacker in attackers:
                    await _attempt(client, spec, victim, attacker, (method, address, operation), result, refused)
    result.refusals = len(refused)
    audited = await _audited(client, admin_token)
    result.unaudited = [said for request_id, said in refused.items() if request_id not in audited]
    return result


def addresses(path: str, victim: Victim) -> Iterator[str]:
    """The path with the victim's ids in it, one address for each id that it may be about."""
    filled = path.replace("{patient_uuid}", victim.patient).replace("{doctor_uuid}", victim.doctor)
    if "{" not in filled:
        yield filled
        return
    for candidate in victim.candidates(path):
        once = re.sub(r"\{(?!n\b|number|page)[a-z_]+\}", candidate, filled, count=1)
        yield re.sub(r"\{[a-z_]+\}", "1", once)


async def _attempt(
    client: httpx.AsyncClient,
    spec: dict[str, object],
    victim: Victim,
    attacker: Attacker,
    target: tuple[str, str, dict[str, object]],
    result: Sweep,
    refused: dict[str, str],
) -> None:
    method, address, operation = target
    result.attempts += 1
    arguments = body_for(spec, operation, victim.patient)
    answer = await client.request(method.upper(), address, headers=attacker.headers, **arguments)  # type: ignore[arg-type]  # httpx names each argument, we pass them on
    said = f"{attacker.name}: {method.upper()} {address} -> {answer.status_code}"
    if answer.status_code >= 500:
        result.broken.append(said)
    elif answer.status_code in REFUSED:
        refused[answer.headers["x-request-id"]] = said
    asked = f"{address} {arguments.get('params', '')}"
    if _leaks(answer, attacker, victim, asked):
        result.leaks.append(said)


def _leaks(answer: httpx.Response, attacker: Attacker, victim: Victim, address: str) -> bool:
    if attacker.token is None:
        return answer.status_code != 401
    asks_for_victim = victim.patient in address or any(i in address for ids in victim.ids.values() for i in ids)
    if asks_for_victim and answer.status_code < 400:
        return True
    given = {canary for canary in victim.canaries if canary in address}
    return any(canary in answer.text for canary in victim.canaries - given - {victim.patient})


async def _audited(client: httpx.AsyncClient, admin_token: str) -> set[str]:
    """Request ids of all refusals in the audit trail."""
    seen: set[str] = set()
    cursor: int | None = None
    while True:
        query: dict[str, str | int] = {"outcome": "refused", "limit": 500, **({"cursor": cursor} if cursor else {})}
        headers = {"Authorization": f"Bearer {admin_token}"}
        page = (await client.get("/api/v1/admin/audit", params=query, headers=headers)).json()["data"]
        seen |= {row["request_id"] for row in page["items"]}
        cursor = page["next_cursor"]
        if not cursor:
            return seen
