"""What a question is about: parts of the body, studies, specialists, relatives, medicines, conditions. Pure.

A text speaks of a subject when it holds any name of it, in either language. Nothing else is concluded from a subject,
so the tables may be generous with what speaks of it: the harm is in telling that nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from salus.clinical.codes.laboratory import lab_tests
from salus.clinical.data import read_table, split_list
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise, tokenise_words, word_set

Phrase = tuple[str, ...]
Row = tuple[str, Sequence[str], Sequence[str]]  # kind, names, and further words of a text that speaks of it
LONGEST_PHRASE = 4  # words
SHORTEST_TELLING = 6  # letters of a word that speaks of a condition by itself
# Words of names of conditions that stand in texts about anything.
_COMMON = word_set(
    """disease syndrome disorder chronic essential primary secondary infection failure insufficiency deficiency
    unspecified systemic congenital benign malignant enfermedad sindrome trastorno cronica cronico infeccion
    insuficiencia primaria secundaria history problem condition"""
)
# A text may say "siblings" where a brother is meant.
_WIDER_KIN = {"brother": "sibling", "sister": "sibling", "mother": "parent", "father": "parent", "son": "child",
              "daughter": "child", "grandmother": "grandparent", "grandfather": "grandparent"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject as the question names it, its kind, and the phrases of which any speaks of it."""

    name: str
    kind: str
    phrases: frozenset[Phrase]

    def is_in(self, runs: frozenset[Phrase]) -> bool:
        """Whether a text, given as its runs of words, speaks of it."""
        return not runs.isdisjoint(_without_plural(self.phrases))


def subjects_of(question: str) -> tuple[Subject, ...]:
    """What a question is about, in its order, each once."""
    tokens = tokenise(question)
    found: dict[frozenset[Phrase], Subject] = {}
    for hit in _book().find(tokens):
        kind, phrases = hit.payload
        name = question[tokens[hit.first].start : tokens[hit.last - 1].end]
        found.setdefault(phrases, Subject(name, kind, phrases))
    return tuple(found.values())


def runs_of(text: str) -> frozenset[Phrase]:
    """The runs of words of a text, singular and plural alike."""
    words = _singular(tokenise_words(text))
    return frozenset(
        words[first : first + length] for length in range(1, LONGEST_PHRASE + 1) for first in range(len(words))
    )


@cache
def _book() -> PhraseBook[tuple[str, frozenset[Phrase]]]:
    """Names that a question may use; what stands first wins where two tables share one."""
    return PhraseBook(
        (form, (kind, _phrases((*names, *others))))
        for kind, names, others in (*_everyday(), *_relatives(), *_medicines(), *_conditions())
        for name in names
        for form in (name, f"{name}s")
    )


def _everyday() -> Iterator[Row]:
    for row in read_table("question_subjects"):
        names = (*split_list(row["names_en"]), *split_list(row["names_es"]))
        yield row["kind"], names, split_list(row["spoken_of_by"])


def _relatives() -> Iterator[Row]:
    by_relation: dict[str, list[str]] = {}
    for row in read_table("relatives"):
        by_relation.setdefault(row["relation"], []).append(row["phrase"])
    for relation, wider in _WIDER_KIN.items():
        yield "relative", by_relation[relation], by_relation[wider]


def _medicines() -> Iterator[Row]:
    """All but what laboratories measure as well: "iron" and "vitamin D" are rather tests."""
    measured = {tokenise_words(name) for test in lab_tests() for name in test.names}
    for row in read_table("medications"):
        names = (row["ingredient"], *split_list(row["names_es"]), *split_list(row["brands"]))
        if not any(tokenise_words(name) in measured for name in names):
            yield "medicine", names, ()


def _conditions() -> Iterator[Row]:
    for row in read_table("conditions"):
        names = (*split_list(row["names_en"]), *split_list(row["names_es"]))
        words = {word for name in names for word in tokenise_words(name) if len(word) >= SHORTEST_TELLING}
        yield "condition", [name for name in names if len(name) >= SHORTEST_TELLING], (*names, *(words - _COMMON))


def _phrases(names: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(tokenise_words(name) for name in names)


@lru_cache(maxsize=4096)
def _without_plural(phrases: frozenset[Phrase]) -> frozenset[Phrase]:
    return frozenset(_singular(phrase) for phrase in phrases)


def _singular(words: Iterable[str]) -> Phrase:
    return tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)
