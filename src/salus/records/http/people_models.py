"""Bodies and answers about people: patients, practitioners, care teams."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from salus.records.contract import (
    Address,
    CareTeamStatus,
    ContactPoint,
    Identifier,
    NewCareTeamMember,
    NewPatient,
    NewPractitioner,
    Patient,
    Sex,
)
from salus.records.http.models import REQUEST

FROM_CONTRACT = ConfigDict(from_attributes=True)


class PatientIn(BaseModel):
    """What is needed to register a person."""

    model_config = REQUEST

    given: str
    family: str
    birth_date: date
    sex: Sex = Sex.UNKNOWN
    identifiers: list[Identifier] = Field(default_factory=list)
    telecom: list[ContactPoint] = Field(default_factory=list)
    address: Address | None = None
    is_pregnant: bool | None = None
    language: str | None = None
    deceased_at: AwareDatetime | None = None

    def content(self) -> NewPatient:
        """The person as the record takes them."""
        return NewPatient(
            given=self.given,
            family=self.family,
            birth_date=self.birth_date,
            sex=self.sex,
            identifiers=tuple(self.identifiers),
            telecom=tuple(self.telecom),
            address=self.address,
            is_pregnant=self.is_pregnant,
            language=self.language,
            deceased_at=self.deceased_at,
        )


class PatientChange(PatientIn):
    """A person's data as they should stand, with the version that was read."""

    version: int = Field(ge=1)


class PatientOut(BaseModel):
    """A person."""

    uuid: UUID
    given: str
    family: str
    display_name: str
    birth_date: date
    age: int = Field(description="Completed years today, or at death.")
    sex: Sex
    identifiers: list[Identifier]
    telecom: list[ContactPoint]
    address: Address | None
    is_pregnant: bool | None
    language: str | None
    deceased_at: datetime | None
    version: int
    updated_at: datetime


class PatientLite(BaseModel):
    """A person in a list."""

    uuid: UUID
    display_name: str
    birth_date: date
    age: int
    sex: Sex
    is_pregnant: bool | None


class PatientPageOut(BaseModel):
    """A page of people, best match first."""

    items: list[PatientOut]
    next_cursor: str | None


class PatientVersionOut(BaseModel):
    """One version of a person's data: what stood there, from when, written by whom."""

    version: int
    at: datetime
    by: UUID | None
    by_name: str | None
    is_current: bool
    content: PatientOut


class PatientVersionsOut(BaseModel):
    """Every version, newest first."""

    items: list[PatientVersionOut]


class PractitionerIn(BaseModel):
    """What is needed to register a practitioner."""

    model_config = REQUEST

    given: str
    family: str
    prefix: str | None = None
    specialty: str | None = None
    identifiers: list[Identifier] = Field(default_factory=list)
    telecom: list[ContactPoint] = Field(default_factory=list)
    is_active: bool = True

    def content(self) -> NewPractitioner:
        """The practitioner as the record takes them."""
        return NewPractitioner(
            given=self.given,
            family=self.family,
            prefix=self.prefix,
            specialty=self.specialty,
            identifiers=tuple(self.identifiers),
            telecom=tuple(self.telecom),
            is_active=self.is_active,
        )


class PractitionerChange(PractitionerIn):
    """A practitioner's data as they should stand, with the version that was read."""

    version: int = Field(ge=1)


class PractitionerOut(BaseModel):
    """A practitioner."""

    model_config = FROM_CONTRACT

    id: UUID
    display_name: str
    given: str
    family: str
    prefix: str | None
    specialty: str | None
    identifiers: list[Identifier]
    telecom: list[ContactPoint]
    is_active: bool
    version: int
    updated_at: datetime


class PractitionerPageOut(BaseModel):
    """A page of practitioners, best match first."""

    items: list[PractitionerOut]
    next_cursor: str | None


class MemberIn(BaseModel):
    """A care relationship."""

    model_config = REQUEST

    practitioner_id: UUID
    role: str = "treating"
    status: CareTeamStatus = CareTeamStatus.ACTIVE
    period_start: AwareDatetime | None = None
    period_end: AwareDatetime | None = None

    def content(self) -> NewCareTeamMember:
        """The relationship as the record takes it."""
        return NewCareTeamMember(
            practitioner_id=self.practitioner_id,
            role=self.role,
            status=self.status,
            period_start=self.period_start,
            period_end=self.period_end,
        )


class MemberChange(MemberIn):
    """A care relationship as it should stand, with the version that was read."""

    version: int = Field(ge=1)


class MemberOut(BaseModel):
    """A care relationship; it opens the chart while it is active and within its period."""

    model_config = FROM_CONTRACT

    id: UUID
    practitioner_id: UUID
    practitioner_name: str
    role: str
    status: CareTeamStatus
    period_start: datetime | None
    period_end: datetime | None
    version: int
    updated_at: datetime


class CareTeamOut(BaseModel):
    """Who treats the patient, and who did."""

    items: list[MemberOut]


def patient_out(patient: Patient, today: date) -> PatientOut:
    """A person as answered."""
    return PatientOut(
        uuid=patient.id,
        given=patient.given,
        family=patient.family,
        display_name=patient.display_name,
        birth_date=patient.birth_date,
        age=patient.age_on(today),
        sex=patient.sex,
        identifiers=list(patient.identifiers),
        telecom=list(patient.telecom),
        address=patient.address,
        is_pregnant=patient.is_pregnant,
        language=patient.language,
        deceased_at=patient.deceased_at,
        version=patient.version,
        updated_at=patient.updated_at,
    )


def patient_lite(patient: Patient, today: date) -> PatientLite:
    """A person as answered in a list."""
    return PatientLite(
        uuid=patient.id,
        display_name=patient.display_name,
        birth_date=patient.birth_date,
        age=patient.age_on(today),
        sex=patient.sex,
        is_pregnant=patient.is_pregnant,
    )
