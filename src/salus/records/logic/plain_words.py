"""Audit rows as a person reads them: who, in which role, did what, when, and whether it was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from salus.records.contract.views import AccessNote

SAME_OCCASION = timedelta(hours=1)
THINGS = {
    "chart": "the chart",
    "patient": "name and contact data",
    "person": "name and contact data",
    "timeline": "the timeline",
    "observation": "results and measurements",
    "condition": "problems and diagnoses",
    "medication": "medicines",
    "allergy": "allergies",
    "immunization": "vaccinations",
    "encounter": "visits",
    "procedure": "procedures",
    "family-history": "family history",
    "consent": "consents",
    "flag": "warnings",
    "care-team": "the care team",
    "access-log": "this list of accesses",
    "document": "a document",
    "documents": "documents",
    "proposal": "a finding of a document",
    "proposals": "findings of documents",
    "answer": "an answer",
    "chat": "a conversation about the record",
    "conversation": "a conversation",
    "import": "a record from elsewhere",
    "export": "a copy of the record",
    "provenance": "the origin of entries",
}
DEEDS = {
    "open": "Opened",
    "read": "Looked at",
    "list": "Looked at",
    "search": "Searched",
    "history": "Looked at earlier versions of",
    "provenance": "Looked at the origin of",
    "create": "Added to",
    "upload": "Uploaded",
    "update": "Changed",
    "delete": "Deleted",
    "replace": "Replaced",
    "accept": "Accepted",
    "reject": "Rejected",
    "entered-in-error": "Marked as wrong something in",
    "ask": "Asked about the record:",
    "answer": "Asked about the record:",
    "download": "Opened",
    "load": "Took over",
    "everything": "Took a copy of",
    "request": "Asked for",
    "make": "Made",
    "open-for-change": "Prepared to change something in",
    "follow": "Kept open",
    "go-on": "Went on with",
    "replay": "Was sent once more",
    "queue": "Looked at",
    "compare": "Looked at",
    "read-page": "Looked at",
    "read-image": "Looked at",
    "read-crop": "Looked at",
    "open-for-decision": "Opened",
    "undo": "Took back a decision about",
    "open-for-upload": "Prepared to add",
    "open-for-replacement": "Prepared to replace",
    "open-for-deletion": "Prepared to delete",
    "open-for-retry": "Prepared to read again",
    "retry": "Had read again",
    "emergency": "Was shown what to do in an emergency in",
}
DENIED = "access.refused"
EMERGENCIES = {
    "danger-to-life": "life or health was in danger",
    "cannot-be-asked": "you could not be asked",
    "urgent-care": "care could not wait",
    "other": "for a reason that is being reviewed",
}
REVIEWS = {
    "justified": "it was justified",
    "not-justified": "it was not justified, and it was ended",
    "to-be-followed-up": "it is being looked into further",
}
ROLES = {
    "patient": "patient",
    "doctor": "doctor",
    "admin": "administrator",
    "service": "automatic processing",
    "client": "device or program",
}


@dataclass(frozen=True, slots=True)
class Access:
    """What an audit row says of one access."""

    at: datetime
    actor_id: UUID | None
    actor_role: str
    actor_name: str | None
    action: str
    is_refused: bool
    is_emergency: bool = False
    because: str = ""
    was_denied: bool = False


def notes_of(rows: Iterable[Access], reader: UUID) -> tuple[AccessNote, ...]:
    """One note for each row, newest first; equal ones within an hour are told once, whatever was done between them."""
    notes: list[AccessNote] = []
    places: dict[tuple[UUID | None, str, str, bool, bool], int] = {}
    for row in rows:
        note = _note(row, reader)
        same = (row.actor_id, note.who, note.what, note.is_refused, note.is_emergency)
        place = places.get(same)
        if place is not None and notes[place].at - note.at <= SAME_OCCASION:
            notes[place] = replace(notes[place], times=notes[place].times + 1)
        else:
            places[same] = len(notes)
            notes.append(note)
    return tuple(notes)


def _note(row: Access, reader: UUID) -> AccessNote:
    return AccessNote(
        at=row.at,
        who="You" if row.actor_id == reader else _who(row),
        role=ROLES.get(row.actor_role, "not signed in"),
        what=_emergency(row) or _what(row.action),
        is_refused=row.is_refused,
        times=1,
        is_emergency=row.is_emergency,
    )


def _who(row: Access) -> str:
    if row.actor_role == "service":
        return "Salus"
    if row.actor_role == "patient":
        return "Another patient"  # whose name is theirs: it stands in the audit trail, for administrators
    return row.actor_name or "Somebody who was not signed in"


def _emergency(row: Access) -> str:
    """What happened around an emergency access; nothing for any other action."""
    if row.is_refused:
        return "Tried to open the record in an emergency" if row.action == "break-glass.start" else ""
    match row.action:
        case "break-glass.start":
            why = EMERGENCIES.get(row.because, EMERGENCIES["other"])
            denied = ". You had closed it to them" if row.was_denied else ""
            return f"Opened the record in an emergency, without treating you: {why}{denied}"
        case "break-glass.end":
            return "Ended their emergency access to the record"
        case "break-glass.review":
            return (
                f"Reviewed an emergency access to the record: {REVIEWS.get(row.because, REVIEWS['to-be-followed-up'])}"
            )
        case _:
            return ""


def _what(action: str) -> str:
    """`observation.create` as "Added to results and measurements"; unknown actions by their own words."""
    if action == DENIED:
        return "Tried to open the record"
    thing, _, deed = action.rpartition(".")
    words = DEEDS.get(deed)
    if words is None:
        return action.replace(".", ": ").replace("-", " ").capitalize()
    return f"{words} {THINGS.get(thing, thing.replace('-', ' '))}"
