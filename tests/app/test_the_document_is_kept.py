"""What the OpenAPI document promises holds: a few hundred requests drawn from it, at addresses of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from attacks.schema import Found, ask, attack, figures, guarded
from bench.system import System, running

# The attacking library leaves sockets of its client to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
# One kind of fact, one type of FHIR, one list of administrators: `make attack` takes all addresses, as three callers.
WHERE = {"patient": "/conditions", "doctor": "/fhir/R4/Condition", "admin": "/admin/jobs"}


@pytest.fixture(scope="module")
def clinic() -> Iterator[System]:
    with running() as system:
        yield system


@pytest.mark.parametrize("role", WHERE)
def test_no_answer_breaks_the_document(clinic: System, role: str) -> None:
    found = attack(clinic, (role,), examples=2, only=WHERE[role])
    assert found.failures == {}
    assert found.cases > 50


def test_the_attack_sees_an_answer_that_is_not_described(clinic: System) -> None:
    """An attack that can find nothing proves nothing: a document that promises a text where a list stands."""

    found = Found()
    with clinic.sign_in("patient") as client:
        spec = guarded(client.get("/api/openapi.json").json(), "/auth/config")
        spec["components"]["schemas"]["SignInOptions"]["properties"] = {"demo": {"type": "string", "minLength": 90}}
        spec["components"]["schemas"]["Success_SignInOptions_"]["properties"]["data"] = {"type": "string"}
        ask(found, "patient", client, spec, examples=2)
    assert any(check == "response_schema_conformance" for check, _ in found.failures)
    assert {row.passed for row in figures(found)} == {True, False}


def test_only_addresses_that_open_to_all_are_without_a_token() -> None:
    operations = {"get": {}}
    spec = {"paths": {"/health/live": operations, "/api/v1/patients": {"get": {}}}, "components": {}}
    paths = guarded(spec)["paths"]
    assert paths["/health/live"]["get"]["security"] == []
    assert paths["/api/v1/patients"]["get"]["security"] == [{"token": []}]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/fhir/R4/Condition", "GET, POST"), ("/api/v1/me", "GET"), ("/health/live", "GET")],
)
def test_a_method_that_is_not_known_is_told_which_are(clinic: System, path: str, allowed: str) -> None:
    answer = httpx.request("PATCH", f"{clinic.url}{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_fhir_describes_its_errors_as_it_says_them(clinic: System) -> None:
    spec = httpx.get(f"{clinic.url}/api/openapi.json").json()
    described = [
        (path, code, set(answer.get("content", {})))
        for path, methods in spec["paths"].items() if path.startswith("/fhir/")
        for operation in methods.values()
        for code, answer in operation["responses"].items() if code >= "400"
    ]  # fmt: skip
    assert described
    assert [each for each in described if each[2] != {"application/fhir+json"}] == []
