"""One synthetic person by number: who it is, what the chart says. The same number always gives the same person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from salus.app.demo.synthetic import SYSTEM
from salus.app.demo.synthetic.measures import Measure, laboratory, vitals
from salus.app.demo.synthetic.names import family_name, given_name
from salus.clinical.codes import RxNorm, Snomed
from salus.clinical.data import read_table
from salus.records.contract import (
    Address,
    Condition,
    ContactPoint,
    Encounter,
    FactSource,
    Identifier,
    MedicationStatement,
    Observation,
    ObservationStatus,
)

SEED = 20_261_125
FIRST_MS = 1_577_836_800_000  # 2020-01-01: ids are UUIDs of version 7 (RFC 9562) whose time counts people
SEXES = ("female",) * 50 + ("male",) * 48 + ("other", "unknown")
CITIES = ("Springfield", "Riverton", "Fairview", "Lakeside", "Hillcrest", "Oakdale", "Brookfield", "Ashland", "Milton")
STREETS = ("Elm Street", "Mill Lane", "Station Road", "Church Street", "High Street", "Park Avenue", "Maple Drive")
VISITS = ("Check-up", "Follow-up visit", "Medication review", "Acute visit", "Blood test", "Telephone consultation")


@dataclass(frozen=True, slots=True)
class Ailment:
    """A problem, the age from which it is usual, and the medicine that often goes with it."""

    name: str
    from_age: int
    medicine: str | None
    dosage: str


AILMENTS = (
    Ailment("Asthma", 5, "albuterol", "2 puffs as needed"),
    Ailment("Allergic rhinitis", 5, "cetirizine", "10 mg once daily"),
    Ailment("Eczema", 1, "hydrocortisone", "thinly twice daily"),
    Ailment("Depression", 16, "sertraline", "50 mg once daily"),
    Ailment("Anxiety disorder", 16, "escitalopram", "10 mg once daily"),
    Ailment("Anemia", 14, "ferrous sulfate", "325 mg once daily"),
    Ailment("Hypothyroidism", 25, "levothyroxine", "75 ug once daily"),
    Ailment("Gastritis", 20, "omeprazole", "20 mg once daily"),
    Ailment("Gout", 35, "allopurinol", "300 mg once daily"),
    Ailment("Hypertension", 35, "lisinopril", "10 mg once daily"),
    Ailment("Hyperlipidemia", 35, "atorvastatin", "20 mg once daily"),
    Ailment("Type 2 diabetes mellitus", 40, "metformin", "1 g twice daily"),
    Ailment("Chronic kidney disease", 55, "furosemide", "40 mg once daily"),
    Ailment("Atrial fibrillation", 55, "apixaban", "5 mg twice daily"),
    Ailment("Heart failure", 60, "bisoprolol", "5 mg once daily"),
    Ailment("Coronary artery disease", 55, "aspirin", "81 mg once daily"),
    Ailment("Cataract", 60, None, ""),
    Ailment("Benign prostatic hyperplasia", 55, "tamsulosin", "0.4 mg once daily"),
)


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Somebody who does not exist, with the facts of the chart."""

    id: UUID
    number: int
    given: str
    family: str
    sex: str
    birth_date: date
    identifiers: tuple[Identifier, ...]
    telecom: tuple[ContactPoint, ...]
    address: Address
    conditions: tuple[Condition, ...]
    medications: tuple[MedicationStatement, ...]
    encounters: tuple[Encounter, ...]
    observations: tuple[Observation, ...]


def identity(number: int, place: int) -> UUID:
    """The id of a person (place 0) or of an entry of the chart; neighbours in number lie beside each other."""
    return UUID(int=(FIRST_MS + number) << 80 | 0x7 << 76 | 0b10 << 62 | place)


def person(number: int, now: datetime) -> SyntheticPerson:
    """The person of this number; times count back from now."""
    dice = Random(SEED * 1_000_000 + number)
    sex = dice.choice(SEXES)
    age = min(int(dice.triangular(0, 101, 42)), 100)
    recorded = _Record(number, dice, now)
    problems = _problems(dice, age, sex)
    visits = recorded.visits(min(6, 1 + age // 20 + len(problems) // 2))
    given, family = given_name(dice, sex), family_name(dice)
    return SyntheticPerson(
        id=identity(number, 0),
        number=number,
        given=given,
        family=family,
        sex=sex,
        birth_date=now.date() - timedelta(days=age * 365 + dice.randrange(365) + 1),
        identifiers=(Identifier(SYSTEM, f"SYN-{number:07d}"),),
        telecom=(ContactPoint("phone", f"+1 555 01{number % 100:02d}"),),
        address=Address(f"{dice.randint(1, 999)} {dice.choice(STREETS)}", dice.choice(CITIES), None, None, None),
        conditions=tuple(recorded.condition(problem, age) for problem in problems),
        medications=tuple(recorded.medicine(problem) for problem in problems if problem.medicine),
        encounters=visits,
        observations=tuple(recorded.values([visit.start_at for visit in visits])),
    )


def _problems(dice: Random, age: int, sex: str) -> Sequence[Ailment]:
    usual = [each for each in AILMENTS if each.from_age <= age and (sex != "female" or "prostatic" not in each.name)]
    return dice.sample(usual, min(len(usual), int(dice.triangular(0, 1 + age / 14, 0.5))))


class _Record:
    """Writes the facts of one chart, each with the next id."""

    def __init__(self, number: int, dice: Random, now: datetime) -> None:
        self._number = number
        self._dice = dice
        self._now = now
        self._place = 0

    def _written(self, at: datetime) -> dict[str, Any]:
        self._place += 1
        return {
            "id": identity(self._number, self._place),
            "version": 1,
            "recorded_at": at,
            "updated_at": at,
            "recorded_by": None,
            "source": FactSource.IMPORT,
        }

    def _ago(self, most_days: int) -> datetime:
        return self._now - timedelta(minutes=self._dice.randrange(60, most_days * 1440))

    def visits(self, count: int) -> tuple[Encounter, ...]:
        """Visits of the last eight years, newest first; most people were there within one."""
        times = sorted((self._ago(400 if first == 0 else 2900) for first in range(count)), reverse=True)
        return tuple(Encounter(display=self._dice.choice(VISITS), start_at=at, **self._written(at)) for at in times)

    def condition(self, problem: Ailment, age: int) -> Condition:
        """A problem with its SNOMED CT code."""
        at = self._now - timedelta(days=self._dice.randrange(30, max(31, min(age - problem.from_age, 20) * 365 + 60)))
        return Condition(
            display=problem.name,
            code=_snomed()[problem.name],
            code_system=Snomed.system,
            onset_date=at.date(),
            **self._written(at),
        )

    def medicine(self, problem: Ailment) -> MedicationStatement:
        """A medicine with its RxNorm code."""
        at = self._ago(1500)
        assert problem.medicine is not None, "asked for problems with a medicine only"
        return MedicationStatement(
            display=problem.medicine.capitalize(),
            code=_rxnorm()[problem.medicine],
            code_system=RxNorm.system,
            dosage_text=problem.dosage,
            start_date=at.date(),
            reason=problem.name,
            **self._written(at),
        )

    def values(self, times: Sequence[datetime]) -> Iterator[Observation]:
        """What was measured at the visits: blood pressure and heart rate, and some tests that are followed."""
        followed = [*vitals()[:3], *self._dice.sample(laboratory(), 4)]
        levels = [measure.level(self._dice) for measure in followed]
        for at in times:
            for measure, level in zip(followed, levels, strict=True):
                yield self._value(measure, level, at)

    def _value(self, measure: Measure, level: float, at: datetime) -> Observation:
        value = measure.value(level, self._dice.gauss(0, 1))
        return Observation(
            code=measure.code.code,
            code_display=measure.code.display,
            effective_at=at,
            value=value,
            unit=measure.code.unit,
            reference_low=measure.low,
            reference_high=measure.high,
            interpretation=measure.interpretation(value),
            status=ObservationStatus.FINAL,
            category=measure.category,
            **self._written(at),
        )


@cache
def _snomed() -> dict[str, str]:
    return {row["display"]: row["snomed"] for row in read_table("conditions")}


@cache
def _rxnorm() -> dict[str, str]:
    return {row["ingredient"]: row["rxcui"] for row in read_table("medications")}
