"""Answers out of documents: the sentences that speak of what was asked, quoted with their place on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.chat.contract import Draft
from salus.chat.logic import lists
from salus.chat.logic.injection import talks_to_a_machine
from salus.chat.logic.record import Passage, QuotedSentence, Record
from salus.chat.logic.understanding import content_words
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import short_day

MOST_SENTENCES = 4
LEAST_SHARE = 0.6  # of the best sentence's score: what is far behind it is not an answer
FEWEST_WORDS = 4  # a shorter line without a full stop or a number is a heading
DATE_OF_TITLE = re.compile(r"\s*\(\d{1,2} \w+ \d{4}\)$")
LEAST_SIMILARITY = 0.30  # cosine of question and passage below which a passage without shared words is no answer
PLAN_ROLES = frozenset({"plan", "recommendation", "recommendations", "follow_up", "impression", "advice"})
NEXT_STEP = ("review", "repeat", "check", "referral", "refer", "next", "follow", "recommend", "control", "revis",
             "avoid", "biopsy", "screening", "weeks", "months", "semanas", "meses", "radiograf")  # fmt: skip


def quoted(record: Record, words: frozenset[str], voice: Voice) -> Iterator[Draft]:
    """What the record lists under these words, then the best sentences of the retrieved passages."""
    listed = list(lists.mentioned(record, words, voice))
    yield from listed
    ranked = sorted(_candidates(record, words), key=lambda pair: -pair[0])[:MOST_SENTENCES]
    if not ranked and not listed:
        yield voice.say("nothing", record.searched)
    for score, (passage, sentence) in ranked:
        if score >= LEAST_SHARE * ranked[0][0]:
            yield quote(passage, sentence, voice)


def quote(passage: Passage, sentence: QuotedSentence, voice: Voice) -> Draft:
    """What a document says, word for word."""
    title = DATE_OF_TITLE.sub("", passage.title[:1].upper() + passage.title[1:])
    if passage.document_date is None:
        return voice.say("says", sentence.source, title=title, quote=sentence.text)
    day = short_day(passage.document_date, voice.language)
    return voice.say("says_dated", sentence.source, title=title, day=day, quote=sentence.text)


def _candidates(record: Record, words: frozenset[str]) -> Iterator[tuple[float, tuple[Passage, QuotedSentence]]]:
    for rank, passage in enumerate(record.passages):
        about = content_words(f"{passage.title} {passage.role}") & words
        for sentence in passage.sentences:
            if talks_to_a_machine(sentence.text) or is_heading(sentence.text):
                continue
            shared = content_words(sentence.text) & words
            if shared or (passage.similarity >= LEAST_SIMILARITY and about):
                score = len(shared) + 0.5 * len(about) + passage.similarity - 0.05 * rank
                yield score, (passage, sentence)


def is_heading(text: str) -> bool:
    """Whether a line only names what follows."""
    return len(text.split()) < FEWEST_WORDS and not text.endswith((".", "!", "?")) and not re.search(r"\d", text)


def next_steps(record: Record, voice: Voice) -> Iterator[Draft]:
    """What the latest letters and reports recommend."""
    found = 0
    newest = sorted(record.passages, key=lambda p: p.document_date or record.today.min, reverse=True)
    for passage in newest:
        for sentence in passage.sentences:
            if found >= 2 * MOST_SENTENCES or talks_to_a_machine(sentence.text):
                continue
            if passage.role in PLAN_ROLES and any(hint in sentence.text.lower() for hint in NEXT_STEP):
                found += 1
                yield quote(passage, sentence, voice)
    if not found:
        yield voice.say("none_due", record.searched)


def holds_orders(record: Record) -> bool:
    """Whether a retrieved passage talks to an assistant; the reader is told that something was left out."""
    return any(talks_to_a_machine(s.text) for passage in record.passages for s in passage.sentences)
