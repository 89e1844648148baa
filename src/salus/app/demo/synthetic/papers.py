"""Synthetic documents: pages of words with their places, and the pieces that search finds, with random directions.

A vector of a model says what a text is about; these are random unit vectors, right for the speed of a search and for
nothing else. The pages come from a few hundred prints, so that a million pieces are made in minutes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID, uuid5

import numpy as np
import orjson

from salus.app.demo.synthetic.measures import Measure, laboratory, vitals
from salus.core.ai.embedding import FloatArray
from salus.documents.contract import DocumentType

PRINTS = 240
PIECES_A_PAGE = 4
LINES_A_PIECE = 6
A4_PT = (595.0, 842.0)
LETTERS = (
    "Thank you for referring this pleasant patient, who was seen in clinic today.",
    "There is no chest pain, no shortness of breath and no swelling of the ankles.",
    "The patient reports good adherence to the medicines and no side effects.",
    "On examination the chest is clear and the heart sounds are normal.",
    "Blood pressure was taken after five minutes of rest in the sitting position.",
    "Impression: stable; continue the present treatment and repeat bloods in three months.",
    "The radiograph shows no consolidation, effusion or pneumothorax.",
    "Findings were discussed and written information was given.",
    "Mild degenerative change of the left knee without fracture.",
    "Weight has been stable over the last six months and appetite is good.",
    "Plan: increase the dose if readings at home stay above target.",
    "The wound has healed well and the sutures were removed.",
)
HEADINGS = ("Results", "History", "Examination", "Impression", "Plan", "Medication")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a print as search keeps it; `lexemes` as PostgreSQL encodes them."""

    heading: str
    text: str
    lines: bytes
    lexemes: bytes = b""


@dataclass(frozen=True, slots=True)
class Print:
    """One printed page."""

    text: str
    words: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a chart."""

    id: UUID
    patient_id: UUID
    place: int
    type: DocumentType
    day: date
    pages: tuple[Print, ...]

    @property
    def title(self) -> str:
        """What lists call it; says that it is none."""
        return f"Synthetic {self.type.value.replace('_', ' ')} {self.place}"


def prints(seed: int) -> list[Print]:
    """The pages that all documents are printed from."""
    dice = Random(seed)
    return [_print(dice) for _ in range(PRINTS)]


def paper(dice: Random, patient_id: UUID, place: int, today: date, sheets: Sequence[Print], pages: int) -> Paper:
    """The document of this place in a chart; a later place is an older day."""
    day = date.fromordinal(today.toordinal() - place * 2 - dice.randrange(2))
    kind = dice.choice(tuple(DocumentType))
    chosen = tuple(dice.choice(sheets) for _ in range(pages))
    return Paper(uuid5(patient_id, f"synthetic document {place}"), patient_id, place, kind, day, chosen)


def _print(dice: Random) -> Print:
    pieces, words, texts, y = [], [], [], 0.05
    for _ in range(PIECES_A_PAGE):
        heading = dice.choice(HEADINGS)
        lines = [_line(dice, heading) for _ in range(LINES_A_PIECE)]
        placed, position = [], 0
        for line in lines:
            placed.append([1, 0.1, round(y, 5), 0.9, round(y + 0.02, 5), position, position + len(line), False])
            words += _words(line, y)
            position += len(line) + 1
            y += 0.035
        texts += [heading, *lines]
        pieces.append(Piece(heading, "\n".join(lines), orjson.dumps(placed)))
    return Print("\n".join(texts), orjson.dumps(words).decode(), tuple(pieces))


def _line(dice: Random, heading: str) -> str:
    if heading != "Results":
        return dice.choice(LETTERS)
    measure = dice.choice((*laboratory(), *vitals()))
    printed = f"{measure.code.display} {_value(dice, measure)} {measure.code.unit or ''}"
    return f"{printed} ({measure.low or ''}-{measure.high or ''})"


def _value(dice: Random, measure: Measure) -> str:
    return str(measure.value(measure.level(dice), dice.gauss(0, 1)))


def _words(line: str, y: float) -> list[list[object]]:
    found, width = [], 0.8 / max(len(line), 60)
    position = 0
    for word in line.split(" "):
        x0 = 0.1 + position * width
        found.append([word, round(x0, 5), round(y, 5), round(x0 + len(word) * width, 5), round(y + 0.02, 5), 1.0])
        position += len(word) + 1
    return found


CHUNK_COLUMNS = (
    "id", "patient_id", "document_id", "ordinal", "document_type", "document_date", "page_from", "page_to", "heading",
    "role", "text", "context", "lines", "markers", "lexemes", "context_lexemes", "embedding", "embedding_model",
)  # fmt: skip
EPOCH = date(2000, 1, 1).toordinal()  # of PostgreSQL's dates
NO_TEXTS = struct.pack("!iii", 0, 0, 25)  # an empty array of text


def unit_vectors(dice: np.random.Generator, count: int, dimension: int) -> FloatArray:
    """Directions, each as likely as any other."""
    vectors = dice.standard_normal((count, dimension), np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def encoded_pieces(found: Paper, vectors: FloatArray, model: str, context_lexemes: bytes) -> Iterator[bytes]:
    """The pieces of a document as rows of a binary COPY."""
    ordinal, model_id, kind = 0, model.encode(), found.type.value.encode()
    header, day = struct.pack("!hh", vectors.shape[1], 0), struct.pack("!i", found.day.toordinal() - EPOCH)
    context = f"{found.title}, {found.day.isoformat()}".encode()
    for number, sheet in enumerate(found.pages, start=1):
        page = struct.pack("!i", number)
        for piece in sheet.pieces:
            yield struct.pack("!h", len(CHUNK_COLUMNS)) + b"".join(
                struct.pack("!i", len(value)) + value
                for value in (
                    uuid5(found.id, f"chunk {ordinal}").bytes,
                    found.patient_id.bytes,
                    found.id.bytes,
                    struct.pack("!i", ordinal),
                    kind,
                    day,
                    page,
                    page,
                    piece.heading.encode(),
                    piece.heading.lower().encode(),
                    piece.text.encode(),
                    context,
                    b"\x01" + piece.lines,
                    NO_TEXTS,
                    piece.lexemes,
                    context_lexemes,
                    header + vectors[ordinal].astype(">f4").tobytes(),
                    model_id,
                )
            )
            ordinal += 1
