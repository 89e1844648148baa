"""Answers out of documents: the sentences that speak of what was asked, quoted with their place on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salus.chat.contract import Draft
from salus.chat.logic import lists
from salus.chat.logic.injection import is_quotable, talks_to_a_machine
from salus.chat.logic.intents import Intent
from salus.chat.logic.record import Passage, QuotedSentence, Record
from salus.chat.logic.understanding import Understood, content_words
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import MONTHS as MONTH_NAMES
from salus.chat.logic.wording import short_day

MOST_SENTENCES = 4
FEWEST_WORDS = 4  # a shorter line without a full stop or a number is a heading
DATE_OF_TITLE = re.compile(r"\s*\(\d{1,2} \w+ \d{4}\)$")
FURNITURE = re.compile(
    r"(?:(?:figure|fig|table|page|figura|tabla|pagina|página)\.? ?\d+\.?$)"
    r"|(?:(?:date|date of birth|born|name|patient|dob|fecha|fecha de nacimiento|nombre|paciente)\b[^:]{0,20}:)"
    r"|(?:(?:dra?|prof)\.? [^.]{3,60}$)",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
# Weights and limits were set on the chart that may be looked at; see `make eval ARGS=answered`.
WORDS_WEIGHT = 0.25  # of a sentence that holds every word of the question
AROUND_SHARE = 0.5  # of a word that stands in the sentence's passage or in the title of its document only
RANK_WEIGHT = 0.03  # less for each place further down in the search
ROLE_WEIGHT = 0.08
SENTENCE_SHARE = 0.7  # of a sentence's own likeness to the question; the rest is that of its passage
LETTERHEAD = "letterhead"
MONTHS = content_words(" ".join(name for names in MONTH_NAMES.values() for name in names))
SAYS_NOTHING_NEW = 0.3  # less for a sentence that repeats the title
LEAST_SIMILARITY = 0.30  # cosine of question and sentence below which words must be shared
SURE_SIMILARITY = 0.40
LEAST_SCORE = 0.18
WITHIN = 0.18  # of the best sentence's score: what is further behind is not an answer
CONCLUDING = frozenset(("impression", "assessment", "diagnosis", "plan", "results", "discharge_medications"))
FINDING = frozenset(("findings", "results", "other", "picture"))
BESIDE_THE_POINT = frozenset(("header", "signature", "comparison", "specimen", "indication"))
PLAN_ROLES = frozenset(
    ("plan", "recommendation", "recommendations", "follow_up", "impression", "advice", "instructions")
)
NEXT_STEP = ("review", "repeat", "check", "referral", "refer", "next", "follow", "recommend", "control", "revis",
             "avoid", "biopsy", "screening", "weeks", "months", "semanas", "meses", "radiograf")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    sentence: QuotedSentence
    order: int
    score: float
    is_named: bool


def quoted(record: Record, asked: Understood, voice: Voice) -> Iterator[Draft]:
    """What the record lists under these words, then the best sentences of the retrieved passages."""
    listed = list(lists.mentioned(record, asked.words, voice))
    yield from listed
    chosen = best_sentences(record, asked)
    if not chosen and not listed:
        yield voice.say("nothing", record.searched)
    for candidate in chosen:
        yield quote(candidate.passage, candidate.sentence, voice)


def best_sentences(record: Record, asked: Understood) -> list[_Candidate]:
    """The few sentences that answer, best document first, in the order in which they are printed."""
    every = list(_candidates(record, asked.words))
    if asked.intent is Intent.VALUE:
        every = [one for one in every if _speaks_of_test(one, asked)]
    if conclusions := _conclusions(every):
        return conclusions
    ranked = sorted((one for one in every if one.score >= LEAST_SCORE), key=lambda one: -one.score)
    kept = [one for one in ranked[:MOST_SENTENCES] if one.score >= ranked[0].score - WITHIN]
    kept += [follower for one in kept if (follower := _what_it_opens(one, every)) and follower not in kept]
    first_of = {one.passage.document_id: place for place, one in reversed(list(enumerate(kept)))}
    return sorted(kept, key=lambda one: (first_of[one.passage.document_id], one.order))


def _speaks_of_test(one: _Candidate, asked: Understood) -> bool:
    """Whether a sentence answers a question about a test: it is like it, names its theme or shares half its words."""
    own = content_words(one.sentence.text)
    if one.sentence.similarity >= SURE_SIMILARITY or (asked.organ and own & content_words(" ".join(asked.organ.names))):
        return True
    shared = own & asked.words
    return bool(shared) and 2 * len(shared) >= len(asked.words)


def _conclusions(every: list[_Candidate]) -> list[_Candidate]:
    """What the newest named document comes to, in its own order, else what it found; nothing when none was named."""
    named = sorted((one for one in every if one.is_named), key=lambda one: one.order)
    for roles in (CONCLUDING, FINDING, None):
        if found := [one for one in named if roles is None or one.passage.role in roles]:
            newest = max(found, key=lambda one: one.passage.document_date or date.min).passage.document_id
            return [one for one in found if one.passage.document_id == newest][:MOST_SENTENCES]
    return []


def _what_it_opens(one: _Candidate, every: list[_Candidate]) -> _Candidate | None:
    """The line behind one that does not end: a medicine's dosage, the figure behind its name."""
    if one.sentence.text.endswith((".", "!", "?")):
        return None
    behind = (other for other in every if other.order == one.order + 1)
    return next((other for other in behind if other.passage is one.passage), None)


def quote(passage: Passage, sentence: QuotedSentence, voice: Voice) -> Draft:
    """What a document says, word for word."""
    title = DATE_OF_TITLE.sub("", passage.title[:1].upper() + passage.title[1:])
    if passage.document_date is None:
        return voice.say("says", sentence.source, title=title, quote=sentence.text)
    day = short_day(passage.document_date, voice.language)
    return voice.say("says_dated", sentence.source, title=title, day=day, quote=sentence.text)


def _candidates(record: Record, words: frozenset[str]) -> Iterator[_Candidate]:
    order = 0
    seen = _printed_everywhere(record)
    for rank, passage in enumerate(record.passages):
        if passage.role == LETTERHEAD:
            continue
        title = content_words(f"{passage.title} {passage.role}")
        around = title | content_words(" ".join(sentence.text for sentence in passage.sentences))
        # "What did the mammogram show?" names the document: then what it concludes is meant.
        is_about_document = _is_named(passage, words, title)
        for sentence in passage.sentences:
            order += 1
            if not is_quotable(sentence.text) or is_heading(sentence.text) or sentence.text in seen:
                continue
            seen.add(sentence.text)
            own = content_words(sentence.text)
            likeness = SENTENCE_SHARE * sentence.similarity + (1 - SENTENCE_SHARE) * passage.similarity
            score = likeness + _coverage(words, own, around) - RANK_WEIGHT * rank + _weight_of(passage)
            if not _tells_more(own - title - words):
                score -= SAYS_NOTHING_NEW
            if likeness < LEAST_SIMILARITY and not own & words:
                score = 0.0
            yield _Candidate(
                passage, sentence, order, score, is_about_document and passage.role not in BESIDE_THE_POINT
            )


def _printed_everywhere(record: Record) -> set[str]:
    """Lines that more than one document prints: footers, letterheads, disclaimers."""
    documents: dict[str, set[UUID]] = {}
    for passage in record.passages:
        for sentence in passage.sentences:
            documents.setdefault(sentence.text, set()).add(passage.document_id)
    return {text for text, found_in in documents.items() if len(found_in) > 1}


def _is_named(passage: Passage, words: frozenset[str], title: frozenset[str]) -> bool:
    """Whether a question has no other words than those for a document: its title, or its kind and its subject."""
    if words and words <= title | _years(passage):
        return True
    kind = content_words(passage.also_called)
    return bool(words & kind) and words <= kind | title | content_words(passage.usual_subject) | _years(passage)


def _years(passage: Passage) -> frozenset[str]:
    return frozenset((str(passage.document_date.year),)) if passage.document_date else frozenset()


def _tells_more(words: frozenset[str]) -> bool:
    """Whether words say more than a date."""
    return any(not YEAR.fullmatch(word) and word not in MONTHS for word in words)


def _coverage(words: frozenset[str], own: frozenset[str], around: frozenset[str]) -> float:
    if not words:
        return 0.0
    return WORDS_WEIGHT * (len(words & own) + AROUND_SHARE * len(words & (around - own))) / len(words)


def _weight_of(passage: Passage) -> float:
    if passage.role in CONCLUDING:
        return ROLE_WEIGHT
    return -2 * ROLE_WEIGHT if passage.role in BESIDE_THE_POINT else 0.0


def is_heading(text: str) -> bool:
    """Whether a line only names what follows, who signed, or whose paper it is."""
    if FURNITURE.match(text):
        return True
    return len(text.split()) < FEWEST_WORDS and not text.endswith((".", "!", "?")) and not re.search(r"\d", text)


def latest(record: Record, voice: Voice) -> Iterator[Draft]:
    """What the newest document concludes."""
    dated = [passage for passage in record.passages if passage.document_date]
    newest = max((passage.document_date for passage in dated if passage.document_date), default=None)
    told = 0
    for passage in sorted(dated, key=lambda passage: passage.role not in CONCLUDING):
        for sentence in passage.sentences:
            if passage.document_date != newest or told >= MOST_SENTENCES or passage.role in BESIDE_THE_POINT:
                continue
            if is_quotable(sentence.text) and not is_heading(sentence.text):
                told += 1
                yield quote(passage, sentence, voice)
    if not told:
        yield voice.say("nothing", record.searched)


def next_steps(record: Record, asked: Understood, voice: Voice) -> Iterator[Draft]:
    """What the latest letters and reports recommend; about what was asked, if something was named."""
    newest = sorted(record.passages, key=lambda p: p.document_date or record.today.min, reverse=True)
    steps = [
        (passage, sentence)
        for passage in newest
        for sentence in passage.sentences
        if passage.role in PLAN_ROLES
        and is_quotable(sentence.text)
        and not is_heading(sentence.text)
        and any(hint in sentence.text.lower() for hint in NEXT_STEP)
    ]
    if asked.rest:
        about = [step for step in steps if content_words(step[1].text) & asked.rest]
        if not about:
            yield from quoted(record, asked, voice)
            return
        steps = about
    for passage, sentence in steps[: 2 * MOST_SENTENCES]:
        yield quote(passage, sentence, voice)
    if not steps:
        yield voice.say("none_due", record.searched)


def holds_orders(record: Record) -> bool:
    """Whether a retrieved passage talks to an assistant; the reader is told that something was left out."""
    return any(talks_to_a_machine(s.text) for passage in record.passages for s in passage.sentences)
