"""What a question asks about and the record does not speak of: said at once, instead of what merely sounds alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from salus.chat.contract import Draft, Source, SourceType
from salus.chat.logic.record import Record
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import listed
from salus.clinical.codes.subjects import Subject, runs_of

# A study of one part of the body says nothing of another, so both must stand in one document.
STUDIES = frozenset(("study", "procedure"))
PART = "part"
SAYS_NOTHING_ITSELF = frozenset((SourceType.SEARCH, SourceType.RULE, SourceType.DEFINITION))


@dataclass(frozen=True, slots=True)
class Absent:
    """The subjects that nothing speaks of, those that something does, and two that no document speaks of together."""

    unspoken: tuple[Subject, ...] = ()
    spoken: tuple[Subject, ...] = ()
    apart: tuple[Subject, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nothing speaks of anything that was asked about."""
        return bool(self.unspoken) and not self.spoken


def pairs_to_find(subjects: Sequence[Subject]) -> list[tuple[Subject, Subject]]:
    """What must be looked for in all documents: each subject, and the study with the part of the body."""
    studies = [one for one in subjects if one.kind in STUDIES][:1]
    parts = [one for one in subjects if one.kind == PART][:1]
    return [*((one, one) for one in subjects), *zip(studies, parts, strict=False)]


def find_absent(record: Record, subjects: Sequence[Subject]) -> Absent:
    """Hold what was asked about against every fact of the record, the passages found, and all documents' words."""
    if not subjects:
        return Absent()
    texts = [runs_of(text) for text in (*_facts(record), *_passages(record))]

    def is_spoken_of(one: Subject, other: Subject) -> bool:
        return (one, other) in record.mentioned or any(one.is_in(text) and other.is_in(text) for text in texts)

    spoken = tuple(one for one in subjects if is_spoken_of(one, one))
    unspoken = tuple(one for one in subjects if one not in spoken)
    apart = next((pair for pair in pairs_to_find(spoken) if not is_spoken_of(*pair)), ())
    return Absent(unspoken, spoken, apart)


def say_absent(record: Record, absent: Absent, voice: Voice) -> Iterator[Draft]:
    """The sentence that says so, if anything is missing."""
    if absent.unspoken:
        names = [f"“{one.name}”" for one in absent.unspoken]
        yield voice.say("no_mention", _searched(record, names), names=listed(names, voice.language))
    elif absent.apart:
        names = [f"“{one.name}”" for one in absent.apart]
        yield voice.say("no_mention_together", _searched(record, names), names=listed(names, voice.language))


def only_spoken(drafts: Sequence[Draft], absent: Absent) -> list[Draft]:
    """The sentences that speak of something that was asked about; all, where nothing is missing or none does."""
    if not (absent.unspoken or absent.apart):
        return list(drafts)
    return [draft for draft in drafts if _speaks_of(draft, absent.spoken)] or list(drafts)


def _speaks_of(draft: Draft, subjects: Sequence[Subject]) -> bool:
    cited = [source for source in draft.sources if source.type not in SAYS_NOTHING_ITSELF]
    said = runs_of(" ".join((draft.text, *(text for source in cited for text in source.evidence))))
    return any(one.is_in(said) for one in subjects)


def _searched(record: Record, names: list[str]) -> Source:
    """The search as a source; a name may hold a number ("vitamin B12"), which the sentence repeats."""
    return replace(record.searched, evidence=(*record.searched.evidence, *names))


def _passages(record: Record) -> Iterator[str]:
    for passage in record.passages:
        yield " ".join((passage.title, passage.also_called, *(sentence.text for sentence in passage.sentences)))


def _facts(record: Record) -> Iterator[str]:
    lists = (record.problems, record.medicines, record.allergies, record.shots, record.visits, record.relatives,
             record.flags)  # fmt: skip
    for items in lists:
        yield from (f"{item.display} {item.detail}" for item in items)
    yield from (" ".join((value.display, *value.names)) for value in record.values)
    yield from (paper.title for paper in record.papers)
