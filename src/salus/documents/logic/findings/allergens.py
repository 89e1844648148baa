"""Allergens and reactions that the tables know, found in text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.medicines import is_written_as_name, medicine_book
from salus.clinical.codes.types import Coding, Snomed
from salus.clinical.data import read_table, split_list
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Allergen:
    """What somebody is allergic to: a medicine, or an entry of the table of allergens."""

    display: str
    coding: Coding | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What an allergen does; `severity` is empty, "severe" or "intolerance"."""

    display: str
    severity: str


@dataclass(frozen=True, slots=True)
class Named:
    """An allergen at characters `start` to `end` of a text."""

    allergen: Allergen
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """A reaction at characters `start` to `end` of a text."""

    reaction: Reaction
    start: int
    end: int


@cache
def _allergen_book(language: str) -> PhraseBook[Allergen]:
    entries = []
    for row in read_table("allergens"):
        coding = Snomed(row["code"], row["display"]) if row["code"] else None
        entries += [(name, Allergen(row["display"], coding)) for name in split_list(row[f"names_{language}"])]
    return PhraseBook(entries)


@cache
def _reaction_book(language: str) -> PhraseBook[Reaction]:
    return PhraseBook(
        (name, Reaction(row["display"], row["severity"]))
        for row in read_table("reactions")
        for name in split_list(row[f"names_{language}"])
    )


def reactions_in(text: str, language: str) -> tuple[Told, ...]:
    """The reactions that a text names."""
    tokens = tokenise(text)
    return tuple(
        Told(hit.payload, tokens[hit.first].start, tokens[hit.last - 1].end)
        for hit in _reaction_book(language).find(tokens)
    )


def allergens_in(text: str, language: str) -> tuple[Named, ...]:
    """Medicines and other allergens named in a text, in order; a class is no medicine ("penicillin" is not one of them)."""
    tokens = tokenise(text)
    taken = {index for hit in _reaction_book(language).find(tokens) for index in range(hit.first, hit.last)}
    found: list[Named] = []
    for hit in _allergen_book(language).find(tokens):
        if hit.first not in taken:
            found.append(Named(hit.payload, tokens[hit.first].start, tokens[hit.last - 1].end))
    listed = _lengths(found)
    for medicine in medicine_book().find(tokens):
        start, end = tokens[medicine.first].start, tokens[medicine.last - 1].end
        is_name = medicine.payload.is_common and is_written_as_name(text[start:end])
        if is_name and medicine.first not in taken and listed.get(start, 0) < end - start:
            name = medicine.payload.name
            named = Named(Allergen(name[:1].upper() + name[1:], medicine.payload.coding), start, end)
            found = [one for one in found if not (start <= one.start < end)] + [named]
    return tuple(sorted(found, key=lambda named: named.start))


def _lengths(found: Sequence[Named]) -> dict[int, int]:
    return {named.start: named.end - named.start for named in found}
