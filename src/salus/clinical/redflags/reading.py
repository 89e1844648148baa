"""Read a message: which symptoms it names, and whether it says that they are there now. Pure.

Frames (denial, long past, another person's history, a general question, a document) come from context.toml; this
module decides how far each reaches. Whatever no frame covers is said of the present: the gate errs towards alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from salus.clinical.redflags.lexicon import Lexicon
from salus.clinical.redflags.measures import tags_of
from salus.clinical.redflags.terms import Span
from salus.clinical.redflags.text import Sentence, language_of, sentences
from salus.clinical.text.tokens import word_set

NEGATION_REACH = 6
LIST_CHUNK = 4
RELATIVE_REACH = 8
MASKED = "\x00"

#: Names of illnesses and events: about a relative in the past tense they are history, symptoms are not.
EVENT_NAMES = word_set(
    """heart_attack stroke clot_disease preeclampsia sepsis allergic_reaction miscarriage early_pregnant angina
    seizure"""
)
#: Asking for a way to die is the danger itself, in whatever words around it.
CRISIS_WORDS = frozenset({"suicide_plain", "self_harm"})
ALWAYS_NOW = frozenset({"suicide_method"})
#: Said after "what is ...", these make a general question a present one ("what is this pain in my chest").
_FIRST_PERSON = word_set(
    """i my me we our he she his her this that these it wrong happening going mi me mis yo tengo siento estoy
    nuestro nos este esto esta ese eso pasa"""
)
_IMPERFECT = word_set("tenia podia sentia dolia habia era eran tenian podian")
_LIST_WORDS = word_set("or nor o ni u")
_ASKING = word_set("y e dime sabes saber explicame pregunta hola doctor doctora oye")
_ONGOING = word_set("since for desde llevo")


#: Concepts that are lost inside a longer name of something else.
SWALLOWED_BY = {
    "bleeding": frozenset({"anticoagulant", "glucose", "bp_high", "bp_severe", "sugar_low", "sugar_high"}),
    "pressure": frozenset({"bp_high", "bp_severe"}),
    "cold": frozenset({"sweating"}),
    "choking": frozenset({"no_breath"}),
}


class Said(StrEnum):
    """How a message speaks of a symptom."""

    NOW = "now"
    DENIED = "denied"
    PAST = "past"
    OTHER_PERSON = "other_person"
    GENERAL = "general"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept at words `start` to `end` of sentence `sentence`."""

    concept: str
    sentence: int
    start: int
    end: int
    said: Said
    minor: bool = False


@dataclass(frozen=True)
class SentenceView:
    """One sentence with its words corrected, its frames and the clause of each word."""

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    quoted: frozenset[int]
    is_question: bool
    frames: tuple[Span, ...]

    def spans(self, frame: str) -> tuple[Span, ...]:
        return tuple(span for span in self.frames if span.concept == frame)

    @cached_property
    def current_words(self) -> frozenset[int]:
        """Word positions that say "now", less those that say that it is over ("well now")."""
        over = {i for span in self.spans("not_current") for i in range(span.start, span.end)}
        now = {i for span in self.spans("current") for i in range(span.start, span.end)}
        return frozenset(now - over)

    def is_current(self, clause: int | None = None) -> bool:
        """Whether the sentence, or one clause of it, says that it is happening."""
        return any(clause is None or self.clauses[i] == clause for i in self.current_words)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message read: its sentences, and every concept in it with how it is said."""

    sentences: tuple[SentenceView, ...]
    mentions: tuple[Mention, ...]
    tags: tuple[Mention, ...]

    def said(self, *kinds: Said) -> tuple[Mention, ...]:
        return tuple(m for m in (*self.mentions, *self.tags) if m.said in kinds)

    def has_frame(self, frame: str) -> bool:
        return any(view.spans(frame) for view in self.sentences)

    @property
    def word_count(self) -> int:
        return sum(len(view.words) for view in self.sentences)


def read(message: str, lexicon: Lexicon, language: str | None = None) -> Reading:
    """Read one message; `language` ("en", "es") only settles what its own words leave open."""
    parts = sentences(message)
    spoken = language_of(tuple(word for part in parts for word in part.words), language)
    views: list[SentenceView] = []
    mentions: list[Mention] = []
    numbers: list[Mention] = []
    for index, typed in enumerate(parts):
        part, meant = _correct(typed, lexicon)
        measured = tags_of(part.words)
        tags = tuple(tags | others for tags, others in zip(measured, meant, strict=True))
        frames = lexicon.frames.find(part.words, tags, spoken)
        view = SentenceView(part.words, part.clauses, part.quoted, part.is_question, frames)
        hidden = {i for span in lexicon.masks.find(part.words, tags, spoken) for i in range(span.start, span.end)}
        shown = tuple(MASKED if i in hidden else word for i, word in enumerate(part.words))
        found = _unswallowed(lexicon.symptoms.find(shown, tags, spoken))
        views.append(view)
        mentions += [_mention(view, index, span, found) for span in found]
        valued = (Span(tag, i, i + 1) for i, word_tags in enumerate(measured) for tag in word_tags)
        numbers += [_mention(view, index, span, found) for span in valued]
    return Reading(tuple(views), tuple(mentions), tuple(numbers))


def _mention(view: SentenceView, index: int, span: Span, found: Sequence[Span]) -> Mention:
    said = _said(view, span, found)
    return Mention(span.concept, index, span.start, span.end, said, _is_minor(view, span))


def _unswallowed(found: Sequence[Span]) -> tuple[Span, ...]:
    """The spans without those that are part of another thing's name: the "blood" of "blood thinner"."""
    return tuple(
        span
        for span in found
        if not any(
            other.concept in SWALLOWED_BY.get(span.concept, ()) and other.start <= span.start and span.end <= other.end
            for other in found
        )
    )


def _correct(part: Sentence, lexicon: Lexicon) -> tuple[Sentence, tuple[frozenset[str], ...]]:
    """The sentence with typing errors mended, and for each word what else may have been meant."""
    words: list[str] = []
    meant: list[frozenset[str]] = []
    clauses: list[int] = []
    quoted: set[int] = set()
    for i, word in enumerate(part.words):
        for piece in lexicon.speller.correct(word):
            if i in part.quoted:
                quoted.add(len(words))
            words.append(piece[0])
            meant.append(frozenset(piece[1:]))
            clauses.append(part.clauses[i])
    return Sentence(tuple(words), tuple(clauses), frozenset(quoted), part.is_question), tuple(meant)


def _said(view: SentenceView, span: Span, found: Sequence[Span]) -> Said:
    if span.concept in ALWAYS_NOW:
        return Said.NOW
    if _is_denied(view, span, found):
        return Said.DENIED
    if _is_written(view, span):
        return Said.WRITTEN
    if _is_general(view, span):
        return Said.GENERAL
    if _is_family_history(view, span):
        return Said.OTHER_PERSON
    if _is_past(view, span, found):
        return Said.PAST
    return Said.NOW


def _is_denied(view: SentenceView, span: Span, found: Sequence[Span]) -> bool:
    held = {i for frame in view.spans("not_a_denial") for i in range(frame.start, frame.end)}
    stops = {frame.start for frame in view.spans("negation_end")}
    for denial in view.spans("negation"):
        if (
            denial.start >= span.start
            or held.intersection(range(denial.start, denial.end))
            or _belongs_to_a_symptom(denial, found)
        ):
            continue
        reach = _denial_reach(view, denial)
        if span.start < reach and not any(denial.end <= stop < span.start for stop in stops):
            return True
    return False


def _belongs_to_a_symptom(denial: Span, found: Sequence[Span]) -> bool:
    """The "not" of "can not breathe" denies nothing."""
    return any(s.start <= denial.start < s.end and s.end - s.start > 1 for s in found)


def _denial_reach(view: SentenceView, denial: Span) -> int:
    """The word position where a denial ends: its clause, or a whole list "no fever, cough or chest pain"."""
    limit = min(len(view.words), denial.end + NEGATION_REACH)
    clause = view.clauses[denial.end - 1]
    end = denial.end
    while end < len(view.words) and view.clauses[end] == clause:
        end += 1
    if end >= len(view.words) or end - denial.end > LIST_CHUNK:
        return min(limit, end)
    start = end
    while start < len(view.words):
        chunk_end = start
        while chunk_end < len(view.words) and view.clauses[chunk_end] == view.clauses[start]:
            chunk_end += 1
        if chunk_end - start > LIST_CHUNK + 1:
            break
        if any(word in _LIST_WORDS for word in view.words[start:chunk_end]):
            return chunk_end
        start = chunk_end
    return min(limit, end)


def _is_past(view: SentenceView, span: Span, found: Sequence[Span]) -> bool:
    clause = view.clauses[span.start]
    if view.is_current(clause):
        return False
    for frame in view.spans("past"):
        if frame.start and view.words[frame.start - 1] in _ONGOING:
            continue
        where = view.clauses[frame.start]
        if where == clause or (where == clause - 1 and _tells_the_past(view, clause)):
            return True
        alone = not any(view.clauses[s.start] == where for s in found)
        if alone and abs(where - clause) == 1 and not view.is_current(where):
            return True
    return False


def _tells_the_past(view: SentenceView, clause: int) -> bool:
    """Whether a clause goes on in the Spanish imperfect ("... y me faltaba el aire")."""
    words = [word for word, where in zip(view.words, view.clauses, strict=True) if where == clause]
    return any(word.endswith(("aba", "aban")) or word in _IMPERFECT for word in words)


def _is_family_history(view: SentenceView, span: Span) -> bool:
    if view.is_current():
        return False
    if view.spans("family_topic"):
        return True
    if span.concept not in EVENT_NAMES:
        return False
    for relative in view.spans("relative"):
        for verb in view.spans("past_verb"):
            if 0 <= verb.start - relative.end <= RELATIVE_REACH or 0 <= relative.start - verb.end <= 3:
                return True
    return False


def _is_general(view: SentenceView, span: Span) -> bool:
    if view.is_current():
        return False
    if any(frame.start < span.start and _opens(view, frame) for frame in view.spans("hypothetical")):
        return True
    for frame in view.spans("general"):
        if not _opens(view, frame):
            continue
        between = view.words[frame.end : span.start]
        if frame.end <= span.start and not any(word in _FIRST_PERSON for word in between):
            return True
    return False


def _opens(view: SentenceView, frame: Span) -> bool:
    """Whether a frame that begins with "que" asks ("que es un derrame") or links ("creo que es un derrame")."""
    if view.words[frame.start] != "que" or frame.start == 0:
        return True
    return view.clauses[frame.start] != view.clauses[frame.start - 1] or view.words[frame.start - 1] in _ASKING


def _is_written(view: SentenceView, span: Span) -> bool:
    if _is_reason(view, span):
        return True
    frames = [frame for frame in view.spans("document") if _opens(view, frame)]
    if not frames:
        return False
    if span.start in view.quoted:
        return True
    clause = view.clauses[span.start]
    if view.is_current(clause):
        return False
    if span.concept in EVENT_NAMES and not view.is_current():
        return True
    return any(view.clauses[frame.start] == clause or view.clauses[frame.end - 1] == clause for frame in frames)


def _is_reason(view: SentenceView, span: Span) -> bool:
    """Whether the words say what an appointment, a bill or a medicine is for."""
    clause = view.clauses[span.start]
    if view.is_current(clause) or span.concept in CRISIS_WORDS:
        return False
    return any(frame.end <= span.start and view.clauses[frame.end - 1] == clause for frame in view.spans("about"))


def _is_minor(view: SentenceView, span: Span) -> bool:
    clause = view.clauses[span.start]
    return any(view.clauses[frame.start] == clause for frame in view.spans("minor"))
