"""Whether a person in a file is the one whose chart is open. Pure; in doubt it is somebody else."""

from __future__ import annotations

from salus.clinical.text.fold import fold
from salus.records.contract.people import NewPatient


def is_same_person(known: NewPatient, said: NewPatient) -> bool:
    """The same birth date and two names in common, or the only one that there is; accents and order do not matter."""
    ours, theirs = _names(known), _names(said)
    return known.birth_date == said.birth_date and len(ours & theirs) >= max(1, min(2, len(ours), len(theirs)))


def _names(person: NewPatient) -> set[str]:
    words = fold(f"{person.given} {person.family}").replace("-", " ").split()
    return {word for word in words if len(word) > 1}
