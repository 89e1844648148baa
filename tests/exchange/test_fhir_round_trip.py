"""A fact that becomes a resource and is read back is the same fact, whatever it holds."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salus.exchange.http.wire import parse
from salus.exchange.logic.json import dumps
from salus.records import kinds
from salus.records.contract import Address, ConsentDecision, FactSource, Identifier, NewPatient, Patient, Sex
from salus.records.kinds import Kind
from salus.records.logic.fhir import people
from salus.records.logic.fhir.facts import READERS
from salus.records.logic.fhir.observations import observations, panel_id_of
from salus.records.logic.fhir.writing import patient as written_patient
from salus.records.logic.fhir.writing import resource_of
from salus.records.logic.validation import problems_of

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
PATIENT = uuid4()
LETTERS = "abzABZ059Àéžµ%<>&\"'(),./-"
WORDS = st.text(LETTERS, min_size=1, max_size=20) | st.just("two words")
DAYS = st.dates(date(1990, 1, 1), date(2026, 10, 1))
MOMENTS = DAYS.map(lambda day: datetime(day.year, day.month, day.day, 13, 5, 7, tzinfo=UTC))
NUMBERS = st.decimals(Decimal("0.001"), Decimal(999), places=3)
SYSTEM = "urn:test:codes"


def strategy_of(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, UnionType):
        arms = [arm for arm in get_args(hint) if arm is not type(None)]
        return st.none() | strategy_of(arms[0])
    plain = {str: WORDS, date: DAYS, datetime: MOMENTS, Decimal: NUMBERS, bool: st.booleans(), int: st.integers(1, 90)}
    if hint in plain:
        return plain[hint]
    if hint is UUID:
        return st.none()  # what a reference leads to is not there to be read back
    assert issubclass(hint, StrEnum)
    return st.sampled_from(list(hint))


@st.composite
def content(draw: st.DrawFn, kind: Kind[Any, Any]) -> Any:
    """Something that the record would take."""
    hints = get_type_hints(kind.new)
    values = {field.name: draw(strategy_of(hints[field.name])) for field in fields(kind.new)}
    values |= {"source": FactSource.IMPORT}
    if "code" in values:
        values["code_system"] = SYSTEM if values["code"] is not None else None
    if kind is kinds.OBSERVATION:
        values |= {"code": draw(WORDS), "code_system": SYSTEM, "quality": draw(st.none() | st.just(Decimal("0.5")))}
        values |= {"comparator": draw(st.sampled_from((None, "<", "<=", ">", ">=", "~")))}
        values |= {"panel_id": draw(st.none() | st.uuids())}
    new = kind.new(**values)
    if getattr(new, "dose_value", None) is None and hasattr(new, "dose_unit"):
        new = replace(new, dose_unit=None)
    elif getattr(new, "dose_value", None) is not None and new.dose_unit is None:
        new = replace(new, dose_unit="mg")
    return new


def recorded(kind: Kind[Any, Any], new: Any) -> Any:
    values = {name: getattr(new, name) for name in kind.payload}
    more = {"id": uuid4(), "version": 3, "recorded_at": NOW, "updated_at": NOW, "recorded_by": None}
    return kind.fact(**values, **more)


def through_the_wire(resource: dict[str, Any]) -> dict[str, Any]:
    data = dumps(resource)
    get_fhir_model_class(resource["resourceType"]).model_validate(json.loads(data))
    return parse(data)


@pytest.mark.parametrize("name", sorted(READERS.keys() - {"MedicationRequest"}))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_fact_comes_back_as_it_was(name: str, data: st.DataObject) -> None:
    kind = {
        "Condition": kinds.CONDITION, "MedicationStatement": kinds.MEDICATION, "AllergyIntolerance": kinds.ALLERGY,
        "Immunization": kinds.IMMUNIZATION, "Encounter": kinds.ENCOUNTER, "Procedure": kinds.PROCEDURE,
        "FamilyMemberHistory": kinds.FAMILY_HISTORY, "Consent": kinds.CONSENT, "Flag": kinds.FLAG,
    }[name]  # fmt: skip
    new = data.draw(content(kind).filter(lambda each: not problems_of(each, NOW)))
    resource = through_the_wire(resource_of(recorded(kind, new), PATIENT))
    ((_, back),) = list(READERS[name](resource, lambda reference: {}))
    is_error = getattr(new, "verification_status", None) == "entered-in-error"
    if is_error:  # R4 forbids a clinical status then
        back = replace(back, clinical_status=new.clinical_status)
    assert back == new


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(new=content(kinds.OBSERVATION).filter(lambda each: not problems_of(each, NOW)))
def test_a_value_comes_back_with_every_digit(new: Any) -> None:
    resource = through_the_wire(resource_of(recorded(kinds.OBSERVATION, new), PATIENT))
    ((_, back),) = list(observations(resource, "somewhere"))
    # A panel gets a new id where it is read; its values stay together.
    expected = replace(new, panel_id=panel_id_of(str(new.panel_id)) if new.panel_id else None)
    assert back == expected
    assert str(back.value) == str(new.value)


@settings(max_examples=30, deadline=None)
@given(
    given_name=st.lists(WORDS.filter(lambda text: " " not in text), max_size=3),
    family=WORDS,
    born=DAYS,
    sex=st.sampled_from(Sex),
    city=st.none() | WORDS,
    died=st.none() | MOMENTS.map(lambda at: at + timedelta(days=15_000)),
    pregnant=st.none() | st.booleans(),
)
def test_a_person_comes_back_as_she_was(
    given_name: list[str],
    family: str,
    born: date,
    sex: Sex,
    city: str | None,
    died: datetime | None,
    pregnant: bool | None,
) -> None:
    new = NewPatient(
        given=" ".join(given_name),
        family=family,
        birth_date=born,
        sex=sex,
        identifiers=(Identifier("urn:test", "1"),),
        address=Address(line="1 High Street", city=city),
        language="pt-BR",
        deceased_at=died,
        is_pregnant=pregnant,
    )
    person = Patient(
        **{each.name: getattr(new, each.name) for each in fields(new)},
        id=uuid4(), version=1, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    assert people.patient(through_the_wire(written_patient(person))) == new


def test_no_permission_is_made_out_of_a_denial() -> None:
    new = kinds.CONSENT.new(category="research", decision=ConsentDecision.DENY)
    resource = resource_of(recorded(kinds.CONSENT, new), PATIENT)
    assert resource["provision"]["type"] == "deny"
    assert resource["policyRule"]["coding"][0]["code"] == "OPTOUT"
