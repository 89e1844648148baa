"""Grounded or silent: a sentence whose numbers do not stand in what it cites, or that cites nothing, is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from salus.chat.contract import Draft, Sentence, Source

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers_in(text: str) -> frozenset[Decimal]:
    """The numbers of a text, decimal comma or point alike: "13,20" is 13.2."""
    found = set()
    for match in NUMBER.finditer(text):
        for spelling in (match.group().replace(",", "."), match.group().replace(",", "")):
            try:
                found.add(Decimal(spelling).normalize())
            except InvalidOperation:
                found |= {Decimal(part).normalize() for part in re.split("[.,]", match.group()) if part}
    return frozenset(found)


def is_grounded(draft: Draft) -> bool:
    """Whether the sentence cites something, and each of its numbers stands in something that it cites."""
    if not draft.sources:
        return False
    evidence = frozenset[Decimal]().union(*(numbers_in(" ".join(source.evidence)) for source in draft.sources))
    return all(numbers_in(match.group()) & evidence for match in NUMBER.finditer(draft.text))


def ground(drafts: Iterable[Draft]) -> tuple[tuple[Sentence, ...], tuple[Source, ...], int]:
    """The sentences that stand, the sources they cite in order of first use, and how many were left out."""
    sources: list[Source] = []
    sentences, left_out = [], 0
    for draft in drafts:
        if not is_grounded(draft):
            left_out += 1
            continue
        for source in draft.sources:
            if source not in sources:
                sources.append(source)
        sentences.append(Sentence(draft.text, tuple(sources.index(source) for source in draft.sources)))
    return tuple(sentences), tuple(sources), left_out
