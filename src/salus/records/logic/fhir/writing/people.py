"""Patients, practitioners and care relationships as FHIR R4 resources."""

from __future__ import annotations

from salus.records.contract.people import (
    Address,
    CareTeamMember,
    ContactPoint,
    NewPatient,
    NewPractitioner,
    Patient,
    Practitioner,
)
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.writing.elements import (
    Element,
    day,
    extension,
    filled,
    meta,
    moment,
    period,
    reference,
    words,
)

# The value sets contact-point-system and contact-point-use of FHIR R4.
SYSTEMS = frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"})
USES = frozenset({"home", "work", "temp", "old", "mobile"})


def patient(person: Patient) -> Element:
    """A person."""
    return {
        "resourceType": "Patient",
        "id": str(person.id),
        "meta": meta(person.version, person.updated_at),
        **filled(
            extension=extension(naming.PREGNANT, "Boolean", person.is_pregnant),
            identifier=_identifiers(person),
            name=[_name(person, person.display_name)],
            telecom=[_contact(each) for each in person.telecom],
            gender=person.sex.value,
            birthDate=day(person.birth_date),
            deceasedDateTime=moment(person.deceased_at),
            address=[_address(person.address)] if person.address and _address(person.address) else None,
            communication=[_language(person.language)] if person.language else None,
        ),
    }


def practitioner(person: Practitioner) -> Element:
    """Somebody who treats."""
    return {
        "resourceType": "Practitioner",
        "id": str(person.id),
        "meta": meta(person.version, person.updated_at),
        **filled(
            identifier=_identifiers(person),
            active=person.is_active,
            name=[{**_name(person, person.display_name), **filled(prefix=_list(person.prefix))}],
            telecom=[_contact(each) for each in person.telecom],
            qualification=[{"code": words(person.specialty)}] if person.specialty else None,
        ),
    }


def care_team(member: CareTeamMember) -> Element:
    """One care relationship as a team of one: each has a version, a period and a state of its own."""
    who = reference("Practitioner", member.practitioner_id, member.practitioner_name)
    span = period(moment(member.period_start), moment(member.period_end))
    return {
        "resourceType": "CareTeam",
        "id": str(member.id),
        "meta": meta(member.version, member.updated_at),
        **filled(
            status=member.status.value,
            name=f"{member.role}: {member.practitioner_name}",
            subject=reference("Patient", member.patient_id),
            period=span,
            participant=[filled(role=[words(member.role)], member=who, period=span)],
        ),
    }


def _name(person: NewPatient | NewPractitioner, text: str) -> Element:
    return filled(use="official", text=text, family=person.family, given=person.given.split())


def _identifiers(person: NewPatient | NewPractitioner) -> list[Element]:
    return [{"system": each.system, "value": each.value} for each in person.identifiers]


def _contact(contact: ContactPoint) -> Element:
    system = contact.system if contact.system in SYSTEMS else "other"
    return filled(system=system, value=contact.value, use=contact.use if contact.use in USES else None)


def _address(address: Address) -> Element:
    return filled(
        line=_list(address.line),
        city=address.city,
        state=address.state,
        postalCode=address.postal_code,
        country=address.country,
    )


def _language(code: str) -> Element:
    return {"language": {"coding": [{"system": naming.LANGUAGE, "code": code}]}, "preferred": True}


def _list(text: str | None) -> list[str]:
    return [text] if text else []
