"""From an understood question to a checked answer: one composer a kind of question, one check for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from salus.chat.contract import Answer, Audience, Draft, Source, SourceType
from salus.chat.logic import changes, lists, passages, values
from salus.chat.logic.absent import Absent, find_absent, only_spoken, say_absent
from salus.chat.logic.grounding import ground
from salus.chat.logic.intents import LISTS, Intent
from salus.chat.logic.phrases import phrase
from salus.chat.logic.record import Record
from salus.chat.logic.understanding import Understood
from salus.chat.logic.voice import Voice
from salus.clinical.codes.laboratory import lab_test_by_loinc
from salus.clinical.glossary import explain_test

Composer = Callable[[Record, Voice], Iterator[Draft]]
TESTS_SHOWN = 3
CELL_BORDER = " | "  # between the cells of a table that is read as text
COMPOSERS: dict[Intent, Composer] = {
    Intent.MEDICINES: lists.medicines,
    Intent.ALLERGIES: lists.allergies,
    Intent.PROBLEMS: lists.problems,
    Intent.SHOTS: lists.shots,
    Intent.VISITS: lists.visits,
    Intent.RELATIVES: lists.relatives,
    Intent.ABNORMAL: lists.abnormal,
    Intent.CHANGED: changes.changed,
    Intent.SUMMARY: changes.summary,
    Intent.LATEST: passages.latest,
}
ABOUT_SUBJECTS = LISTS | {Intent.VALUE, Intent.PASSAGE}
FIXED = {
    Intent.GREETING: ("greeting", "What this chat can do"),
    Intent.THANKS: ("thanks", "What this chat can do"),
    Intent.ELSEWHERE: ("elsewhere", "One record at a time"),
}


def rule(label: str, text: str) -> Source:
    """A fixed safety rule as a source."""
    return Source(SourceType.RULE, label, (text,), quote=text)


def compose(record: Record, asked: Understood, audience: Audience, declined: str | None = None) -> Answer:
    """The answer; `declined` names the phrase that comes first when the question asks for a decision of a doctor."""
    voice = Voice(asked.language, audience)
    drafts = [*_declining(declined, voice), *_on_subject(record, asked, voice)]
    sentences, sources, left_out = ground(drafts)
    if not sentences:
        sentences, sources, _ = ground([voice.say("nothing", record.searched)])
    return Answer(
        sentences,
        sources,
        asked.language,
        requires_doctor_consultation=needs_doctor(record, asked, audience, declined),
        notice=_notice(record, asked, left_out, voice),
    )


def lead(record: Record, asked: Understood, audience: Audience, declined: str | None) -> tuple[Draft, ...] | None:
    """What is said by rule before a model may word the rest; None where nothing is left for a model to word.

    What is declined, fixed or not in the record, no model is asked about.
    """
    if asked.intent in FIXED:
        return None
    voice = Voice(asked.language, audience)
    absent = find_absent(record, asked.subjects) if asked.intent in ABOUT_SUBJECTS else Absent()
    if absent.is_all or (asked.intent is Intent.VALUE and not _is_known(record, asked) and not record.passages):
        return None
    return (*_declining(declined, voice), *say_absent(record, absent, voice))


def needs_doctor(record: Record, asked: Understood, audience: Audience, declined: str | None) -> bool:
    """Whether a patient is told to talk to a doctor: by rule, whoever words the answer."""
    return audience is Audience.PATIENT and (declined is not None or _is_worrying(record, asked))


def _is_known(record: Record, asked: Understood) -> bool:
    codes = (*asked.codes, *(asked.organ.codes if asked.organ else ()))
    return any(record.series(code) for code in codes)


def _declining(declined: str | None, voice: Voice) -> Iterator[Draft]:
    if declined is not None:
        text = phrase(declined, voice.language)
        yield Draft(text, (rule("No diagnosis and no dosing by chat", text),))


def _on_subject(record: Record, asked: Understood, voice: Voice) -> Iterator[Draft]:
    """What was asked about and is not there comes first; then the sentences that speak of the rest."""
    if asked.intent not in ABOUT_SUBJECTS:
        yield from _body(record, asked, voice)
        return
    absent = find_absent(record, asked.subjects)
    yield from say_absent(record, absent, voice)
    codes = (*asked.codes, *(asked.organ.codes if asked.organ and asked.intent is Intent.VALUE else ()))
    is_value_known = any(record.series(code) for code in codes)
    if not absent.is_all or is_value_known:
        drafts = list(_body(record, asked, voice))
        yield from drafts if is_value_known else only_spoken(drafts, absent)
    elif asked.intent is Intent.ALLERGIES:
        # Nobody may conclude from a question about one substance that there is no other allergy.
        yield from lists.allergies(record, voice)


def _body(record: Record, asked: Understood, voice: Voice) -> Iterable[Draft]:
    if asked.intent in FIXED:
        key, label = FIXED[asked.intent]
        text = phrase(key, voice.language)
        return [Draft(text, (rule(label, text),))]
    if asked.intent is Intent.VALUE:
        return _tests(record, asked, voice)
    if asked.intent is Intent.PASSAGE:
        return passages.quoted(record, asked, voice)
    if asked.intent is Intent.DUE:
        return passages.next_steps(record, asked, voice)
    if asked.intent is Intent.ALLERGIES or (asked.intent in LISTS and asked.rest):
        return _narrow_list(record, asked, voice)
    return COMPOSERS[asked.intent](record, voice)


def _narrow_list(record: Record, asked: Understood, voice: Voice) -> Iterator[Draft]:
    """What a list holds of what was named, then what documents say of it; the whole list where neither does."""
    narrow = lists.narrowed(record, asked.rest)
    listed = [draft for draft in COMPOSERS[asked.intent](narrow, voice) if record.searched not in draft.sources]
    yield from listed
    quoted = _quoted(record, asked, voice)
    yield from quoted
    # Nobody may conclude from a question about one substance that there is no other allergy.
    if asked.intent is Intent.ALLERGIES or not (listed or quoted):
        yield from (draft for draft in COMPOSERS[asked.intent](record, voice) if draft not in listed)


def _quoted(record: Record, asked: Understood, voice: Voice) -> list[Draft]:
    return [passages.quote(one.passage, one.sentence, voice) for one in passages.best_sentences(record, asked)]


def _tests(record: Record, asked: Understood, voice: Voice) -> Iterator[Draft]:
    """The named tests that the record holds, else those of the named organ, else what documents say, else none."""
    known = [code for code in asked.codes if record.series(code)][:TESTS_SHOWN]
    for code in known:
        yield from _years_without(record, code, asked, voice)
        yield from values.about_value(record, code, voice)
    if known:
        if asked.asks_more:
            yield from _quoted(record, asked, voice)
        return
    found = list(values.about_organ(record, asked.organ, voice)) if asked.organ else []
    yield from found
    yield from lists.mentioned(record, asked.words, voice)
    quoted = _quoted(record, asked, voice)
    # The lines of result tables have been told as values.
    yield from (draft for draft in quoted if not found or CELL_BORDER not in draft.text)
    if not found and not quoted:
        name = asked.organ.display[voice.language.value] if asked.organ else _name_of(asked.codes[0], voice)
        yield voice.say("no_test", _searched_for(record, name), name=name)


def _years_without(record: Record, code: str, asked: Understood, voice: Voice) -> Iterator[Draft]:
    for year in sorted(asked.years - {value.at.year for value in record.series(code)}):
        name = _name_of(code, voice)
        yield voice.say("no_test_in", _searched_for(record, f"{name} {year}"), name=name, year=str(year))


def _searched_for(record: Record, name: str) -> Source:
    searched = record.searched
    return replace(searched, label=f"{searched.label}; {name}", evidence=(*searched.evidence, name))


def _name_of(code: str, voice: Voice) -> str:
    explained = explain_test(code, voice.language.value)
    test = lab_test_by_loinc(code)
    return explained.name if explained else test.loinc.display.partition(" [")[0] if test else code


def _is_worrying(record: Record, asked: Understood) -> bool:
    if asked.intent is Intent.VALUE:
        codes = asked.codes or (asked.organ.codes if asked.organ else ())
        return any(series[0].is_out_of_range for code in codes if (series := record.series(code)))
    if asked.intent in (Intent.ABNORMAL, Intent.SUMMARY, Intent.CHANGED):
        return any(value.is_out_of_range for value in record.latest_values())
    return False


def _notice(record: Record, asked: Understood, left_out: int, voice: Voice) -> str | None:
    if left_out:
        return phrase("not_grounded", voice.language)
    if passages.holds_orders(record):
        return phrase("left_out", voice.language)
    return None
