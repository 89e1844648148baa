"""Write synthetic charts: people with their facts, one chart's many values, documents with pages and pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from random import Random
from uuid import UUID, uuid4

import numpy as np

from salus.app.demo.synthetic import papers, series, store
from salus.app.demo.synthetic.measures import Measure, laboratory
from salus.app.demo.synthetic.papers import Paper, Piece, Print
from salus.app.demo.synthetic.people import SEED, SyntheticPerson
from salus.core.ai.embedding import MODEL_ID
from salus.records import service as records
from salus.records.contract import (
    Attention,
    AttentionKind,
    Condition,
    Encounter,
    FactSource,
    MedicationStatement,
    Observation,
    ObservationStatus,
    Recorded,
    TimelineEntry,
)

PATIENT = ("id", "given", "family", "sex", "birth_date", "identifiers", "telecom", "address")
MEMBER = ("patient_id", "practitioner_id", "role", "status")
LINE = ("patient_id", "kind", "at", "title", "summary", "ref_type", "ref_id", "tone")
REASON = (
    "patient_id", "kind", "key", "rank", "reason", "at", "deviation", "rank_until", "rank_after", "amount",
    "is_until_looked", "expires_at",
)  # fmt: skip
DOCUMENT = (
    "id", "patient_id", "title", "filename", "media_type", "size_bytes", "sha256", "storage_key", "document_type",
    "document_date", "status", "tier", "progress", "message", "page_count", "uploaded_at", "uploaded_by",
    "is_patient_upload",
)  # fmt: skip
PAGE = (
    "document_id", "number", "patient_id", "width_pt", "height_pt", "rotation_deg", "source", "text", "words", "tables",
)  # fmt: skip
PROPOSAL = (
    "id", "patient_id", "document_id", "kind", "key", "fact", "summary", "assertion", "page", "box", "quote",
    "confidence", "tone", "extractor", "extractor_version",
)  # fmt: skip
RANK_PROPOSALS = 7  # as the documents themselves rank theirs
WITH_PROPOSALS = 5  # every so many documents wait for review

Facts = Iterable[tuple[UUID, Recorded, str]]


def synthetic_number(number: int) -> str:
    """The identifier of a synthetic person."""
    return f"SYN-{number:07d}"


def write_people(db: store.Db, people: Sequence[tuple[SyntheticPerson, UUID]], now: datetime) -> None:
    """People with those who treat them, their facts, and what timeline and worklist say of these."""
    everybody = [who for who, _ in people]
    store.copy(db, "records.patient", PATIENT, ([getattr(who, name) for name in PATIENT] for who in everybody))
    members = ((who.id, by, "primary", "active") for who, by in people)
    store.copy(db, "records.care_team_member", MEMBER, members)
    for table, kind, facts in (
        ("records.encounter", Encounter, _facts(everybody, "encounters")),
        ("records.condition", Condition, _facts(everybody, "conditions")),
        ("records.medication_statement", MedicationStatement, _facts(everybody, "medications")),
        ("records.observation", Observation, _facts(everybody, "observations")),
    ):
        store.copy_facts(db, table, kind, facts)
    store.copy(db, "records.timeline_entry", LINE, (row for who in everybody for row in _lines(who.id, lines_of(who))))
    store.copy(
        db,
        "records.attention",
        REASON,
        (row for who in everybody for row in _reasons(who.id, records.reasons_of_values(who.observations, now))),
    )


def lines_of(who: SyntheticPerson) -> list[TimelineEntry]:
    """The timeline of a synthetic person."""
    facts: tuple[Recorded, ...] = (*who.conditions, *who.medications, *who.encounters)
    return [*map(records.line_of_fact, facts), *records.lines_of_values(who.id, who.observations)]


def _facts(people: Iterable[SyntheticPerson], name: str) -> Facts:
    for who in people:
        for place, fact in enumerate(getattr(who, name)):
            yield who.id, fact, f"synthetic/{name}/{place}"


def _lines(patient_id: UUID, lines: Iterable[TimelineEntry]) -> Iterator[store.Row]:
    for line in lines:
        yield patient_id, *(getattr(line, name) for name in LINE[1:])


def _reasons(patient_id: UUID, reasons: Iterable[Attention]) -> Iterator[store.Row]:
    for reason in reasons:
        yield patient_id, *(getattr(reason, name) for name in REASON[1:])


def write_values(db: store.Db, patient_id: UUID, count: int, first: int, most: int, now: datetime) -> int:
    """Some values of a chart that shall have so many; gives how many."""
    written = [_value(*row) for _, row in zip(range(most), series.values(SEED, count, first, now), strict=False)]
    facts = ((patient_id, value, f"synthetic/filled/{first + place}") for place, value in enumerate(written))
    store.copy_facts(db, "records.observation", Observation, facts)
    known = store.days_with_lines(db, patient_id)
    lines = (line for line in records.lines_of_values(patient_id, written) if line.ref_id not in known)
    store.copy(db, "records.timeline_entry", LINE, _lines(patient_id, lines))
    return len(written)


def _value(number: int, measure: Measure, at: datetime, level: float, noise: float) -> Observation:
    value = measure.value(level, noise)
    return Observation(
        id=uuid4(),
        version=1,
        recorded_at=at,
        updated_at=at,
        recorded_by=None,
        source=FactSource.DEVICE,
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
    )


class Printer:
    """Writes documents from pages that were printed once."""

    def __init__(self, db: store.Db, now: datetime) -> None:
        self._db = db
        self._now = now
        self._dimension = store.dimension(db)
        self._numbers = np.random.default_rng(SEED)
        self._sheets = [_indexed(db, sheet) for sheet in papers.prints(SEED)]
        (self._context,) = store.lexemes(db, ["synthetic document"])

    def write(self, patient_id: UUID, places: Sequence[int], by: UUID) -> int:
        """These documents of a chart with everything that reading them would have made; gives how many pieces."""
        dice = Random(f"{SEED} {patient_id} {places[0]}")
        made = [self._paper(dice, patient_id, place) for place in places]
        store.copy(self._db, "documents.document", DOCUMENT, (self._document(each, by) for each in made))
        store.copy(self._db, "documents.page", PAGE, (row for each in made for row in _pages(each)))
        pieces = store.copy_binary(
            self._db, "documents.chunk", papers.CHUNK_COLUMNS, (row for each in made for row in self._pieces(each))
        )
        waiting = [each for each in made if each.place % WITH_PROPOSALS == 0]
        store.copy(self._db, "documents.proposal", PROPOSAL, (_proposal(each) for each in waiting))
        store.copy(self._db, "records.timeline_entry", LINE, (_line(each) for each in made))
        store.replace_reason(self._db, patient_id, _waiting_reason(len(waiting), self._now))
        return pieces

    def _paper(self, dice: Random, patient_id: UUID, place: int) -> Paper:
        return papers.paper(dice, patient_id, place, self._now.date(), self._sheets, dice.choice((1, 2, 2, 3)))

    def _pieces(self, found: Paper) -> Iterator[bytes]:
        count = sum(len(sheet.pieces) for sheet in found.pages)
        vectors = papers.unit_vectors(self._numbers, count, self._dimension)
        return papers.encoded_pieces(found, vectors, MODEL_ID, self._context)

    def _document(self, found: Paper, by: UUID) -> store.Row:
        digest = hashlib.sha256(found.id.bytes).hexdigest()
        name = f"synthetic-{found.place:05d}.pdf"
        return (
            found.id, found.patient_id, found.title, name, "application/pdf", 1, digest, f"synthetic/{found.id}",
            found.type, found.day, "INDEXED", 3, 1.0, "Read, structured and searchable.", len(found.pages),
            min(_noon(found), self._now), by, False,
        )  # fmt: skip


def _indexed(db: store.Db, sheet: Print) -> Print:
    lexemes = store.lexemes(db, [piece.text for piece in sheet.pieces])
    pieces = zip(sheet.pieces, lexemes, strict=True)
    return Print(
        sheet.text, sheet.words, tuple(Piece(piece.heading, piece.text, piece.lines, words) for piece, words in pieces)
    )


def _pages(found: Paper) -> Iterator[store.Row]:
    for number, sheet in enumerate(found.pages, start=1):
        width, height = papers.A4_PT
        yield found.id, number, found.patient_id, width, height, 0.0, "embedded", sheet.text, sheet.words, "[]"


def _proposal(found: Paper) -> store.Row:
    measure = laboratory()[found.place % len(laboratory())]
    code, value = measure.code, str(measure.value(measure.spread.typical, 0.0))
    fact = {
        "code": code.code,
        "display": code.display,
        "value": value,
        "value_text": value,
        "unit": code.unit,
        "effective_at": datetime.combine(found.day, time(), UTC).isoformat(),
    }
    said = f"{code.display} {value} {code.unit or ''}".strip()
    return (
        uuid4(), found.patient_id, found.id, "observation", f"{code.code} {found.day}", fact, said, "present", 1,
        "{0.1,0.05,0.9,0.07}", said, 0.99, "green", "synthetic", "1",
    )  # fmt: skip


def _line(found: Paper) -> store.Row:
    pages = "1 page" if len(found.pages) == 1 else f"{len(found.pages)} pages"
    at = datetime.combine(found.day, time(), UTC)
    return found.patient_id, "document", at, found.title, pages, "document", found.id, "neutral"


def _waiting_reason(amount: int, now: datetime) -> Attention:
    return Attention(
        kind=AttentionKind.PROPOSALS,
        key="proposals",
        rank=RANK_PROPOSALS,
        reason=f"{amount} findings in documents wait for review",
        at=now,
        amount=amount,
        is_until_looked=False,
    )


def _noon(found: Paper) -> datetime:
    return datetime.combine(found.day, time(12), UTC)
