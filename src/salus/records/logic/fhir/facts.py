"""Clinical resources of FHIR R4 as facts of the record: one reader for each type, each gives facts or says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from salus.clinical.codes import RxNorm, Snomed
from salus.records.contract.facts import (
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFact,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewProcedure,
)
from salus.records.contract.vocabulary import (
    AllergyCategory,
    AllergyType,
    ClinicalStatus,
    ConditionCategory,
    ConsentCategory,
    ConsentDecision,
    ConsentStatus,
    Criticality,
    EncounterStatus,
    FactSource,
    FamilyHistoryStatus,
    FlagCategory,
    FlagSeverity,
    FlagStatus,
    ImmunizationStatus,
    MedicationStatus,
    ProcedureStatus,
    Severity,
    VerificationStatus,
)
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.elements import (
    Coded,
    Resource,
    boolean,
    code_in,
    coded,
    day,
    extensions,
    first,
    items,
    moment,
    number,
    obj,
    text,
    whole,
    words,
)

SOURCE = FactSource.IMPORT
Enumeration = TypeVar("Enumeration", bound=StrEnum)
Lookup = Callable[[object], Resource]
# MedicationRequest.status has words that MedicationStatement.status lacks.
REQUEST_STATUS = {"cancelled": MedicationStatus.NOT_TAKEN, "draft": MedicationStatus.INTENDED}


class Unusable(Exception):
    """Why a resource cannot become a fact, in words for the report."""


def condition(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Condition."""
    said = _named(coded(resource.get("code"), Snomed.system))
    abatement = day(resource.get("abatementDateTime")) or day(obj(resource, "abatementPeriod").get("end"))
    yield (
        "condition",
        NewCondition(
            **said._asdict(),
            clinical_status=_word(ClinicalStatus, code_in(resource.get("clinicalStatus")), ClinicalStatus.ACTIVE),
            verification_status=_word(
                VerificationStatus, code_in(resource.get("verificationStatus")), VerificationStatus.CONFIRMED
            ),
            category=_word(
                ConditionCategory, code_in(first(resource, "category")), ConditionCategory.PROBLEM_LIST_ITEM
            ),
            severity=_word_or_none(Severity, (words(resource.get("severity")) or "").lower()),
            onset_date=day(resource.get("onsetDateTime")) or day(obj(resource, "onsetPeriod").get("start")),
            abatement_date=abatement,
            body_site=words(first(resource, "bodySite")),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def medication_request(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """MedicationRequest: an order, kept as a medicine of the patient."""
    status = text(resource, "status") or "unknown"
    requester = obj(resource, "requester")
    yield (
        "medication",
        NewMedicationStatement(
            **_medicine(resource, lookup)._asdict(),
            **_dosage(first(resource, "dosageInstruction")),
            status=REQUEST_STATUS.get(status) or _word(MedicationStatus, status, MedicationStatus.UNKNOWN),
            start_date=day(resource.get("authoredOn")),
            reason=_reason(resource, lookup),
            prescriber=text(requester, "display") or _name_of(lookup(requester)),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def medication_statement(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """MedicationStatement."""
    period = obj(resource, "effectivePeriod")
    yield (
        "medication",
        NewMedicationStatement(
            **_medicine(resource, lookup)._asdict(),
            **_dosage(first(resource, "dosage")),
            status=_word(MedicationStatus, text(resource, "status"), MedicationStatus.UNKNOWN),
            start_date=day(period.get("start")) or day(resource.get("effectiveDateTime")),
            end_date=day(period.get("end")),
            reason=_reason(resource, lookup),
            prescriber=_said(resource, naming.PRESCRIBER),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def allergy(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """AllergyIntolerance."""
    said = _named(coded(resource.get("code"), Snomed.system, RxNorm.system))
    categories = resource.get("category")
    category = categories[0] if isinstance(categories, list) and categories else None
    reaction = first(resource, "reaction")
    yield (
        "allergy",
        NewAllergyIntolerance(
            **said._asdict(),
            clinical_status=_word(ClinicalStatus, code_in(resource.get("clinicalStatus")), ClinicalStatus.ACTIVE),
            verification_status=_word(
                VerificationStatus, code_in(resource.get("verificationStatus")), VerificationStatus.CONFIRMED
            ),
            allergy_type=_word_or_none(AllergyType, text(resource, "type")),
            category=_word_or_none(AllergyCategory, category if isinstance(category, str) else None),
            criticality=_word_or_none(Criticality, text(resource, "criticality")),
            reaction=", ".join(filter(None, (words(each) for each in items(reaction, "manifestation")))) or None,
            severity=_word_or_none(Severity, text(reaction, "severity")),
            onset_date=day(resource.get("onsetDateTime")) or day(resource.get("recordedDate")),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def immunization(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Immunization."""
    given = day(resource.get("occurrenceDateTime"))
    if given is None:
        raise Unusable("has no full date")
    yield (
        "immunization",
        NewImmunization(
            **_named(coded(resource.get("vaccineCode")))._asdict(),
            occurrence_date=given,
            status=_word(ImmunizationStatus, text(resource, "status"), ImmunizationStatus.COMPLETED),
            dose_number=whole(first(resource, "protocolApplied").get("doseNumberPositiveInt")),
            lot_number=text(resource, "lotNumber"),
            site=words(resource.get("site")),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def encounter(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Encounter."""
    start = moment(obj(resource, "period").get("start"))
    if start is None:
        raise Unusable("has no start")
    provider = obj(resource, "serviceProvider")
    kind = coded(first(resource, "type"), Snomed.system) or Coded("Visit", None, None)
    yield (
        "encounter",
        NewEncounter(
            **kind._asdict(),
            start_at=start,
            end_at=moment(obj(resource, "period").get("end")),
            status=_word(EncounterStatus, text(resource, "status"), EncounterStatus.UNKNOWN),
            encounter_class=text(resource, "class", "code") or "AMB",
            reason=words(first(resource, "reasonCode")),
            service_provider=text(provider, "display") or text(lookup(provider), "name"),
            note=_said(resource, naming.NOTE),
            source=SOURCE,
        ),
    )


def procedure(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Procedure."""
    period = obj(resource, "performedPeriod")
    yield (
        "procedure",
        NewProcedure(
            **_named(coded(resource.get("code"), Snomed.system))._asdict(),
            status=_word(ProcedureStatus, text(resource, "status"), ProcedureStatus.UNKNOWN),
            performed_at=moment(resource.get("performedDateTime")) or moment(period.get("start")),
            performed_end_at=moment(period.get("end")),
            body_site=words(first(resource, "bodySite")),
            outcome=words(resource.get("outcome")),
            note=text(first(resource, "note"), "text"),
            source=SOURCE,
        ),
    )


def family_history(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """FamilyMemberHistory: one fact for each disease of the relative."""
    relative = words(resource.get("relationship"))
    if relative is None:
        raise Unusable("names no relationship")
    found = list(items(resource, "condition"))
    if not found:
        raise Unusable("names no disease")
    for each in found:
        yield (
            "family-history",
            NewFamilyMemberHistory(
                relationship=relative,
                **_named(coded(each.get("code"), Snomed.system))._asdict(),
                status=_word(FamilyHistoryStatus, text(resource, "status"), FamilyHistoryStatus.COMPLETED),
                onset_age=whole(obj(each, "onsetAge").get("value")),
                is_deceased=boolean(resource.get("deceasedBoolean")),
                note=text(first(each, "note"), "text") or text(first(resource, "note"), "text"),
                source=SOURCE,
            ),
        )


def consent(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Consent, in the words of our own categories; a practitioner of elsewhere cannot be meant here."""
    category = _word_or_none(ConsentCategory, code_in(first(resource, "category")))
    provision = obj(resource, "provision")
    decision = _word_or_none(ConsentDecision, text(provision, "type"))
    if category is None or decision is None:
        raise Unusable("is about nothing that is asked for here")
    if next(items(provision, "actor"), None) is not None:
        raise Unusable("is about one practitioner")
    yield (
        "consent",
        NewConsent(
            category=category,
            decision=decision,
            status=_word(ConsentStatus, text(resource, "status"), ConsentStatus.PROPOSED),
            valid_from=day(obj(provision, "period").get("start")),
            valid_to=day(obj(provision, "period").get("end")),
            note=_said(resource, naming.NOTE),
            source=SOURCE,
        ),
    )


def flag(resource: Resource, lookup: Lookup) -> Iterator[tuple[str, NewFact]]:
    """Flag."""
    period = obj(resource, "period")
    yield (
        "flag",
        NewFlag(
            **_named(coded(resource.get("code"), Snomed.system))._asdict(),
            status=_word(FlagStatus, text(resource, "status"), FlagStatus.ACTIVE),
            category=_word(FlagCategory, code_in(first(resource, "category")), FlagCategory.CLINICAL),
            severity=_word(FlagSeverity, _said(resource, naming.SEVERITY), FlagSeverity.WARNING),
            period_start=moment(period.get("start")),
            period_end=moment(period.get("end")),
            note=_said(resource, naming.NOTE),
            source=SOURCE,
        ),
    )


def _said(resource: Resource, url: str) -> str | None:
    """The words of an extension of ours."""
    value = extensions(resource).get(url)
    return value if isinstance(value, str) and value.strip() else None


def _named(said: Coded | None) -> Coded:
    if said is None:
        raise Unusable("has neither code nor words")
    return said


def _word(kind: type[Enumeration], said: str | None, otherwise: Enumeration) -> Enumeration:
    """The word of a value set; `otherwise` where it is missing or unknown."""
    return _word_or_none(kind, said) or otherwise


def _word_or_none(kind: type[Enumeration], said: str | None) -> Enumeration | None:
    return next((each for each in kind if each.value == said), None)


def _medicine(resource: Resource, lookup: Lookup) -> Coded:
    concept = resource.get("medicationCodeableConcept") or lookup(resource.get("medicationReference")).get("code")
    return _named(coded(concept, RxNorm.system))


def _reason(resource: Resource, lookup: Lookup) -> str | None:
    return words(first(resource, "reasonCode")) or words(lookup(first(resource, "reasonReference")).get("code"))


def _name_of(practitioner: Resource) -> str | None:
    name = first(practitioner, "name")
    given = name.get("given")
    parts = [*(given if isinstance(given, list) else []), name.get("family")]
    return " ".join(part for part in parts if isinstance(part, str)) or None


def _dosage(dosage: Resource) -> dict[str, Any]:
    """The dosage of a medicine as the fields of a MedicationStatement."""
    dose = obj(first(dosage, "doseAndRate"), "doseQuantity")
    value, unit = number(dose.get("value")), text(dose, "unit") or text(dose, "code")
    return {
        "dosage_text": text(dosage, "text"),
        "dose_value": value if value is not None and value > 0 and unit else None,
        "dose_unit": unit if value is not None and value > 0 else None,
        "route": words(dosage.get("route")),
        "frequency": words(obj(dosage, "timing").get("code")) or _rhythm(obj(dosage, "timing", "repeat")),
        "is_as_needed": boolean(dosage.get("asNeededBoolean")),
    }


def _rhythm(repeat: Resource) -> str | None:
    """How often, in words: "2 times every 1 d"."""
    times, period, unit = whole(repeat.get("frequency")), number(repeat.get("period")), text(repeat, "periodUnit")
    if times is None or period is None or unit is None:
        return None
    return f"{times} time{'' if times == 1 else 's'} every {period.normalize():f} {unit}"


READERS: dict[str, Callable[[Resource, Lookup], Iterator[tuple[str, NewFact]]]] = {
    "Condition": condition,
    "MedicationRequest": medication_request,
    "MedicationStatement": medication_statement,
    "AllergyIntolerance": allergy,
    "Immunization": immunization,
    "Encounter": encounter,
    "Procedure": procedure,
    "FamilyMemberHistory": family_history,
    "Consent": consent,
    "Flag": flag,
}
