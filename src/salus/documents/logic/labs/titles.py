"""What the words of a header say of their column, and the roles that columns have. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from salus.clinical.data import read_table
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import Token, tokenise
from salus.documents.contract import Word


class Role(StrEnum):
    """What a column of a table of results holds."""

    TEST = "test"
    VALUE = "value"
    UNIT = "unit"
    RANGE = "range"
    FLAG = "flag"
    LOW = "low"
    HIGH = "high"
    PREVIOUS = "previous"
    DATE = "date"
    PREVIOUS_DATE = "previous_date"
    UNDATED = "undated"  # values of a sample whose day is not known
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """A header word group before its column has borders."""

    role: Role
    x0: float
    x1: float
    day: datetime | date | None = None
    earlier: datetime | date | None = None


@cache
def _header_book() -> PhraseBook[Role]:
    return PhraseBook((row["phrase"], Role(row["role"])) for row in read_table("lab_headers"))


def role_of_title(text: str) -> Role | None:
    """The role that a title alone says of its column; None for anything else."""
    tokens = [token for token in tokenise(text) if token.is_word]
    hit = _header_book().match_at(tokens, 0) if tokens else None
    return hit.payload if hit is not None and hit.last == len(tokens) else None


def cell_labels(words: Sequence[Word]) -> tuple[list[Label], int]:
    """Labels in a cell, which may hold two whose gap is narrow, and how many of its words are none."""
    if not words:
        return [], 0
    tokens: list[Token] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        for token in tokenise(word.text):
            if token.text != ".":  # "Prev. result"
                tokens.append(token)
                owners.append(number)
    labels: list[Label] = []
    used: set[int] = set()
    for hit in _header_book().find(tokens):
        first, last = owners[hit.first], owners[hit.last - 1]
        used |= set(range(first, last + 1))
        label = Label(hit.payload, words[first].box.x0, words[last].box.x1)
        if labels and labels[-1].role is label.role:
            labels[-1] = replace(labels[-1], x1=label.x1)
        else:
            labels.append(label)
    unknown = sum(number not in used and any(sign.isalnum() for sign in word.text) for number, word in enumerate(words))
    if unknown and labels and _is_annotation(words, used):
        unknown = 0
    return labels, unknown


def _is_annotation(words: Sequence[Word], used: set[int]) -> bool:
    """Whether the words that are no label only explain it in brackets ("Result (mg/dL)")."""
    rest = " ".join(word.text for number, word in enumerate(words) if number not in used)
    return rest.startswith(("(", "[")) and rest.endswith((")", "]"))
