"""What an import of records from elsewhere reports: what was taken, what was there already, what was left and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from salus.core.errors import AppError


class NotABundle(AppError):
    """This is no FHIR R4 bundle in JSON."""

    status, code, fhir_issue = 422, "NOT_A_FHIR_BUNDLE", "structure"


class PatientNotUsable(AppError):
    """The bundle's patient has no name or no complete birth date, and neither is ever guessed."""

    status, code, fhir_issue = 422, "PATIENT_NOT_USABLE", "required"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One type of resource: how many were seen, newly taken, known from before, and left out."""

    resource_type: str
    seen: int
    taken: int
    known: int
    left: int
    became: str


@dataclass(slots=True)
class ImportReport:
    """The sum over what was read; reports add up."""

    patients_new: int = 0
    patients_known: int = 0
    rows_written: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    marked: Counter[tuple[str, str]] = field(default_factory=Counter)
    became: dict[str, str] = field(default_factory=dict)

    def add(self, other: ImportReport) -> None:
        """Add what another bundle gave."""
        self.patients_new += other.patients_new
        self.patients_known += other.patients_known
        self.rows_written += other.rows_written
        self.seen += other.seen
        self.taken += other.taken
        self.known += other.known
        self.left += other.left
        self.marked += other.marked
        self.became |= other.became

    def lines(self) -> tuple[ImportLine, ...]:
        """One line for each type of resource, most frequent first."""
        return tuple(
            ImportLine(
                name,
                seen,
                self.taken[name],
                self.known[name],
                sum(count for (kind, _), count in self.left.items() if kind == name),
                self.became.get(name, ""),
            )
            for name, seen in self.seen.most_common()
        )

    def reasons(self) -> tuple[tuple[str, str, int], ...]:
        """Why resources were left: type, reason, how many; most frequent first."""
        return tuple((name, reason, count) for (name, reason), count in self.left.most_common())

    def remarks(self) -> tuple[tuple[str, str, int], ...]:
        """What was taken with a mark: type, remark, how many; most frequent first."""
        return tuple((name, remark, count) for (name, remark), count in self.marked.most_common())


class BundleNotWritten(AppError):
    """Nothing of this was written, because some of it cannot be; each entry says why."""

    status, code, fhir_issue = 422, "BUNDLE_NOT_WRITTEN", "processing"


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """What became of one entry: the resource that it is here, and whether it was written now."""

    place: int
    resource_type: str
    id: UUID
    version: int
    is_new: bool


class AnotherPerson(AppError):
    """The file is about somebody else: its name or birth date is not that of this patient. Nothing was taken."""

    status, code, fhir_issue = 422, "ANOTHER_PERSON", "conflict"
