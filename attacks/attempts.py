"""Everything that is tried: every route as everybody, in every form, by every side door; out of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from attacks.bodies import Filling, body_for
from attacks.clinic import Case, Clinic, signed
from attacks.forms import FORMS, PLAIN, SAME_ID
from attacks.routes import Operation, fill, operations
from attacks.sweep import Attacker, Attempt
from attacks.tokens import spoilt

# What an administrator may do to everybody: names and addresses, care teams, accounts, jobs, the audit trail.
ADMINS_OWN = re.compile(
    r"^/api/v1/(patients(/\{patient_uuid\}(/history|/care-team.*)?)?$|admin/|practitioners|jobs/|me|account/)"
    r"|^/fhir/R4/(Patient|Practitioner|CareTeam)(/|$)"
)
DIRECTORY = re.compile(r"^(GET|POST) /(api/v1/practitioners|fhir/R4/Practitioner)")
SIDE_HEADERS = (
    "X-Patient-Id", "X-Patient-Uuid", "X-Salus-Patient", "X-Chart-Id", "X-User-Id", "X-Forwarded-User", "X-Remote-User",
)  # fmt: skip
# Answered to everybody with those whom they may know of, nobody perhaps: judged by what it found.
SEARCH_OF_PEOPLE = "/fhir/R4/Patient/_search"
GUESSES = ("%", "*", "' OR '1'='1", "_", "a")


def owner_of(number: int) -> str:
    """How the words planted for a case are called."""
    return f"patient {number}"


class Attempts:
    """All attempts against one clinic."""

    def __init__(self, clinic: Clinic, signing_key: str) -> None:
        self._clinic = clinic
        self._key = signing_key
        self._operations = operations(clinic.spec)

    @property
    def routes(self) -> list[Operation]:
        """Every operation that asks who calls."""
        return self._operations

    def without_victim(self) -> list[str]:
        """Routes whose address asks for an id of which no patient here has one: nothing was tried on them."""
        case = self._clinic.cases[0]
        return [each.name for each in self._operations if fill(each.path, case.holdings.id_of) is None]

    def straight(self) -> Iterator[Attempt]:
        """Every route of every patient as everybody, plainly; what may end a session comes last."""
        for number, case in enumerate(self._clinic.cases):
            for attacker in self._strangers(number):
                for operation in self._operations:
                    yield from self._straight(operation, case, number, attacker)

    def crooked(self) -> Iterator[Attempt]:
        """Spoilt tokens, ids written in other ways, and side doors; each route with some of the patients."""
        cases = self._clinic.cases
        for number, case in enumerate(cases):
            strangers = self._strangers(number)
            for turn, operation in enumerate(self._operations):
                if turn % len(cases) == number:
                    yield from self._forms(operation, case, strangers)
                    yield from self._spoilt(operation, case)
                yield from self._mixed(operation, case, strangers[turn % len(strangers)])
                if turn % 4 == number % 4:
                    yield from self._aside(operation, case, strangers)

    def as_attacker(self, attacker: Attacker, number: int) -> Iterator[Attempt]:
        """Every route of one patient as somebody, plainly."""
        for operation in self._operations:
            yield from self._straight(operation, self._clinic.cases[number], number, attacker)

    def _strangers(self, number: int) -> list[Attacker]:
        clinic, cases = self._clinic, self._clinic.cases
        neighbour = (number + 1) % len(cases)
        other = cases[neighbour]
        treated = frozenset(owner_of(n) for n, case in enumerate(cases) if case.doctor is other.doctor)
        return [
            Attacker("nobody", None, must_be_unknown=True),
            Attacker("another patient", other.patient.token, frozenset({owner_of(neighbour)}), other.holdings),
            Attacker("another patient's device", other.program, frozenset({owner_of(neighbour)}), other.holdings),
            Attacker("another doctor", other.doctor.token, treated, other.holdings),
            Attacker("a denied doctor", clinic.denied.token),
            Attacker("a former doctor", clinic.former.token),
            Attacker("a service", clinic.service.token),
            Attacker("an administrator", clinic.admin.token, sees_persons=True),
        ]

    def _arguments(self, operation: Operation, case: Case, *, with_ids: bool = False) -> dict[str, Any]:
        def id_of(name: str) -> str | None:
            place = re.sub(r"_(uu)?id$", "", name)
            return case.holdings.patient if place == "patient" else case.holdings.id_of(f"{place}s")

        if operation.path.startswith("/fhir/") and not any(operation.places):
            return {"data" if operation.method == "POST" else "params": {"patient": case.holdings.patient}}
        filling = Filling(
            lambda name: id_of(name) or (None if with_ids else case.holdings.patient), with_optional_ids=with_ids
        )
        return body_for(self._clinic.spec, operation.described, filling)

    def _is_aimed(self, operation: Operation, attacker: Attacker) -> bool:
        if attacker.sees_persons and ADMINS_OWN.match(operation.path):
            return False
        if DIRECTORY.match(operation.name):
            return attacker.must_be_unknown
        is_bound = (
            any(operation.places) or "patient_uuid" in operation.query or "patient_uuid" in str(operation.described)
        )
        return attacker.must_be_unknown or is_bound

    def _straight(self, operation: Operation, case: Case, number: int, attacker: Attacker) -> Iterator[Attempt]:
        if attacker.sees_persons and ADMINS_OWN.match(operation.path) and operation.method != "GET":
            return  # an administrator's own work
        if not any(operation.places) and not attacker.must_be_unknown and number and operation.method != "GET":
            return  # names nobody: once is enough
        address = fill(operation.path, lambda place: case.holdings.id_of(place, number))
        if address is None:
            return
        yield Attempt(
            attacker, operation.method, operation.path, address, PLAIN, self._is_aimed(operation, attacker),
            self._arguments(operation, case),
        )  # fmt: skip

    def _forms(self, operation: Operation, case: Case, strangers: list[Attacker]) -> Iterator[Attempt]:
        if not any(operation.places):
            return
        for attacker in strangers[1:5]:
            own = attacker.own or case.holdings
            for form, write in FORMS.items():
                if form == PLAIN:
                    continue

                def id_of(place: str, write: Any = write, own: Any = own) -> str | None:
                    victim = case.holdings.id_of(place)
                    return write(victim, own.id_of(place) or victim) if victim else None

                address = fill(operation.path, id_of)
                if address is not None and not DIRECTORY.match(operation.name):
                    aimed = form in SAME_ID and self._is_aimed(operation, attacker)
                    arguments = self._arguments(operation, case)
                    yield Attempt(attacker, operation.method, operation.path, address, form, aimed, arguments)

    def _spoilt(self, operation: Operation, case: Case) -> Iterator[Attempt]:
        """The rightful people's own tokens, spoilt; and good ones sent in another way than is meant."""
        address = fill(operation.path, case.holdings.id_of)
        if address is None:
            return
        arguments = self._arguments(operation, case)
        for rightful in (case.doctor, case.patient, self._clinic.admin):
            for wrong, token in spoilt(rightful.token, self._key):
                attacker = Attacker(f"a token {wrong}", token, must_be_unknown=True)
                yield Attempt(attacker, operation.method, operation.path, address, "spoilt token", True, arguments)
            unknown = Attacker("a token in the wrong place", None, must_be_unknown=True)
            for name, headers in (
                ("Basic", {"Authorization": f"Basic {rightful.token}"}),
                ("another header", {"X-Authorization": f"Bearer {rightful.token}"}),
                ("the refresh cookie", {"Cookie": f"salus_refresh={rightful.token}"}),
            ):
                attempt = Attempt(unknown, operation.method, operation.path, address, "spoilt token", True, arguments)
                yield replace(
                    attempt, arguments={**arguments, "headers": headers}, attacker=replace(unknown, name=name)
                )
            query = {**arguments, "params": {**arguments.get("params", {}), "access_token": rightful.token}}
            yield Attempt(unknown, operation.method, operation.path, address, "spoilt token", True, query)

    def _mixed(self, operation: Operation, case: Case, attacker: Attacker) -> Iterator[Attempt]:
        """One's own chart in the first place, the victim's thing in the second; or the victim named in the body."""
        own = attacker.own
        if own is None or (not any(operation.places) and not operation.takes_body):
            return

        def id_of(place: str) -> str | None:
            return own.id_of(place) if place in ("patients", "doctors") else case.holdings.id_of(place)

        address = fill(operation.path, id_of)
        names_victim = any(place not in ("", "patients", "doctors", "practitioners") for place in operation.places)
        arguments = self._arguments(operation, case, with_ids=True)
        asks_for_victim = names_victim or case.holdings.patient in str(arguments)
        if address is not None and asks_for_victim and not DIRECTORY.match(operation.name):
            aimed = operation.path != SEARCH_OF_PEOPLE
            yield Attempt(
                attacker, operation.method, operation.path, address, "own chart, other's thing", aimed, arguments
            )

    def _aside(self, operation: Operation, case: Case, strangers: list[Attacker]) -> Iterator[Attempt]:
        """Side doors: headers and parameters that nobody asked for, search words, other methods, conditions."""
        address = fill(operation.path, case.holdings.id_of)
        if operation.method != "GET" or address is None or DIRECTORY.match(operation.name):
            return
        for attacker in strangers[1:4]:
            own_address = fill(operation.path, attacker.own.id_of) if attacker.own else None
            if own_address is not None and not operation.path.endswith("/events"):
                yield from self._as_own(operation, own_address, case, attacker)
            if not self._is_aimed(operation, attacker):
                continue
            params = self._arguments(operation, case)
            for name, value in (
                ("If-None-Match", "*"), ("If-Match", '"1"'), ("If-Modified-Since", "Wed, 21 Oct 2015 07:28:00 GMT"),
                ("Range", "bytes=0-10"), ("Accept", "text/event-stream"), ("X-HTTP-Method-Override", "GET"),
            ):  # fmt: skip
                headers = {**params, "headers": {name: value}}
                yield Attempt(attacker, "GET", operation.path, address, "conditional", True, headers)
            yield Attempt(attacker, "HEAD", operation.path, address, "other method", False, params)
            yield Attempt(attacker, "OPTIONS", operation.path, address, "other method", False, params)

    def _as_own(self, operation: Operation, address: str, case: Case, attacker: Attacker) -> Iterator[Attempt]:
        victim = case.holdings.patient
        base = {"patient_uuid": attacker.own.patient} if attacker.own and "patient_uuid" in operation.query else {}
        headers = dict.fromkeys(SIDE_HEADERS, victim) | {"X-Original-URL": f"/api/v1/patients/{victim}/chart"}
        way = "victim in the header"
        yield Attempt(attacker, "GET", operation.path, address, way, False, {"params": base, "headers": headers})
        params = base | {
            name: victim for name in ("patient", "patient_id", "chart", "id", "subject") if name not in base
        }
        yield Attempt(attacker, "GET", operation.path, address, "victim in the query", False, {"params": params})
        for name in operation.query:
            if name in ("patient_uuid", "limit", "width", "n"):
                continue
            number = self._clinic.cases.index(case)
            words = (victim, *GUESSES, *self._clinic.canaries.of(owner_of(number))[:6])
            for word in words:
                yield Attempt(
                    attacker, "GET", operation.path, address, "search words", False, {"params": base | {name: word}}
                )


__all__ = ["Attempts", "owner_of", "signed"]
