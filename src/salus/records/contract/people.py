"""Who is in the record: patients, practitioners and the care relationships between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Sex(StrEnum):
    """FHIR administrative gender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that an organisation gave a person; `system` says which organisation (a URI)."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A telephone number, e-mail address or the like; `system` as in FHIR (phone, email, sms, ...)."""

    system: str
    value: str
    use: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as printed."""

    line: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewPatient:
    """What is needed to register a person. No slots: `Patient` joins it with other fields."""

    given: str
    family: str
    birth_date: date
    sex: Sex = Sex.UNKNOWN
    identifiers: tuple[Identifier, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    address: Address | None = None
    is_pregnant: bool | None = None
    language: str | None = None
    deceased_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Patient(NewPatient):
    """A registered person; every change raises `version`."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def display_name(self) -> str:
        """Given and family name as one line."""
        return f"{self.given} {self.family}".strip()

    def age_on(self, day: date) -> int:
        """Completed years of age on a day, counted to the day of death where there was one."""
        last = min(day, self.deceased_at.date()) if self.deceased_at else day
        birth = self.birth_date
        return last.year - birth.year - ((last.month, last.day) < (birth.month, birth.day))


@dataclass(frozen=True, slots=True)
class PatientPage:
    """One page of a patient search, best match first; `next_cursor` is None on the last page."""

    items: tuple[Patient, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class NewPractitioner:
    """A person who treats patients; identifiers hold the licence or NPI."""

    given: str
    family: str
    prefix: str | None = None
    specialty: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Practitioner(NewPractitioner):
    """A registered practitioner."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def display_name(self) -> str:
        """Prefix, given and family name as one line."""
        return " ".join(part for part in (self.prefix, self.given, self.family) if part)


@dataclass(frozen=True, slots=True)
class PractitionerPage:
    """One page of practitioners by name; `next_cursor` is None on the last page."""

    items: tuple[Practitioner, ...]
    next_cursor: str | None


class CareTeamStatus(StrEnum):
    """FHIR care-team status; only an active membership within its period opens a chart."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, kw_only=True)
class NewCareTeamMember:
    """A practitioner's care relationship with the patient, for a period."""

    practitioner_id: UUID
    role: str = "treating"
    status: CareTeamStatus = CareTeamStatus.ACTIVE
    period_start: datetime | None = None
    period_end: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CareTeamMember(NewCareTeamMember):
    """A recorded care relationship with the practitioner's name for display."""

    id: UUID
    patient_id: UUID
    practitioner_name: str
    version: int
    created_at: datetime
    updated_at: datetime
