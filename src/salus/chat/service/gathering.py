"""Read from chart and documents what an answer may draw on, each fact with the source that it is cited by."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from uuid import UUID

from salus.chat.contract import Source, SourceType
from salus.chat.logic.absent import pairs_to_find
from salus.chat.logic.intents import LISTS, Intent
from salus.chat.logic.merging import with_new
from salus.chat.logic.naming import Named, Names
from salus.chat.logic.record import Item, PaperTitle, Passage, QuotedSentence, Record, Value
from salus.chat.logic.understanding import Understood
from salus.chat.logic.wording import evidence_days
from salus.chat.service.evidence import (
    allergy_item,
    condition_item,
    encounter_item,
    family_item,
    flag_item,
    immunization_item,
    medication_item,
    observation_value,
    proposed_item,
    proposed_value,
)
from salus.clinical.codes.laboratory import lab_test_by_loinc, lab_tests, variants_of
from salus.clinical.codes.subjects import Subject
from salus.clinical.text.fold import fold
from salus.clinical.text.sentences import split_sentences
from salus.core.ai.embedding import Embedder
from salus.core.context import Ctx
from salus.documents import service as documents
from salus.documents.contract import (
    AllergyFact,
    ConditionFact,
    Document,
    DocumentType,
    MedicationFact,
    ObservationFact,
    Proposal,
    RetrievedChunk,
    SearchFilters,
)
from salus.records import service as records
from salus.records.contract import (
    AllergyIntolerance,
    Chart,
    Condition,
    Encounter,
    FamilyMemberHistory,
    Flag,
    Immunization,
    MedicationStatement,
    Observation,
)

VALUES_READ = 400
PASSAGES = 6
SURE_LENGTH = 7
EVERYTHING = SearchFilters()
TOLD_AS_FACTS = frozenset((DocumentType.LAB_REPORT, DocumentType.PRESCRIPTION))
# The words under which letters and reports say what they come to.
CONCLUSION_QUERY = "impression assessment diagnosis conclusion results findings plan valoración diagnóstico resultados"
# What is searched for when somebody asks for next steps: the words that plans are headed with.
PLAN_QUERY = "plan recommendations follow-up next appointment repeat control referral recomendaciones revisión"


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything of a chart that answers tell in lists, as of one transaction."""

    proposals: tuple[Proposal, ...]
    latest: tuple[Observation, ...]
    observations: tuple[Observation, ...]
    papers: tuple[Document, ...]
    medications: tuple[MedicationStatement, ...]
    conditions: tuple[Condition, ...]
    allergies: tuple[AllergyIntolerance, ...]
    immunizations: tuple[Immunization, ...]
    encounters: tuple[Encounter, ...]
    relatives: tuple[FamilyMemberHistory, ...]
    flags: tuple[Flag, ...]


async def read_lists(ctx: Ctx, chart: Chart) -> Lists:
    """All lists in one round trip: none of them needs to know what another one says."""
    async with ctx.db.pipeline():
        (
            (proposals, latest, observations, papers, medications),
            (conditions, allergies, immunizations),
            (encounters, relatives, flags),
        ) = await asyncio.gather(
            asyncio.gather(
                documents.list_proposals(ctx, chart),
                records.latest_observations(ctx, chart),
                records.list_observations(ctx, chart, limit=VALUES_READ),
                documents.list_documents(ctx, chart),
                records.list_medications(ctx, chart),
            ),
            asyncio.gather(
                records.list_conditions(ctx, chart),
                records.list_allergies(ctx, chart),
                records.list_immunizations(ctx, chart),
            ),
            asyncio.gather(
                records.list_encounters(ctx, chart),
                records.list_family_history(ctx, chart),
                records.list_flags(ctx, chart),
            ),
        )
    return Lists(
        proposals=proposals,
        latest=latest,
        observations=observations,
        papers=papers,
        medications=medications,
        conditions=conditions,
        allergies=allergies,
        immunizations=immunizations,
        encounters=encounters,
        relatives=relatives,
        flags=flags,
    )


async def gather(ctx: Ctx, chart: Chart, asked: Understood, question: str, lists: Lists) -> Record:
    """The record as of this transaction, with the passages that answer this question best."""
    proposals = [p for p in lists.proposals if p.in_chart is None]
    allergies = [allergy_item(a) for a in lists.allergies]
    proposed_allergies = _proposed(proposals, AllergyFact)
    values = [observation_value(o) for o in lists.observations]
    values += [proposed_value(p, p.fact) for p in proposals if isinstance(p.fact, ObservationFact)]
    today = ctx.now.date()
    return Record(
        today=today,
        values=tuple(values),
        problems=with_new([condition_item(c) for c in lists.conditions], _proposed(proposals, ConditionFact)),
        # What somebody is allergic to is named in letters, and is not taken.
        medicines=with_new(
            [medication_item(m) for m in lists.medications],
            _proposed(proposals, MedicationFact),
            (*allergies, *proposed_allergies),
        ),
        allergies=with_new(allergies, proposed_allergies),
        shots=_newest(immunization_item(i) for i in lists.immunizations),
        visits=_newest(encounter_item(e) for e in lists.encounters),
        relatives=tuple(family_item(f) for f in lists.relatives),
        flags=tuple(flag_item(f) for f in lists.flags),
        papers=tuple(_paper(paper) for paper in lists.papers),
        passages=await _passages(ctx, chart, asked, question, values, lists.papers),
        searched=_searched(today, len(lists.papers), len(values)),
        mentioned=await _mentioned(ctx, chart, asked),
    )


async def compared(embedder: Embedder, record: Record, question: str) -> Record:
    """The record with each sentence's likeness to the question, by which passages are quoted."""
    if not record.passages:
        return record
    texts = [sentence.text for passage in record.passages for sentence in passage.sentences]
    vectors = await asyncio.to_thread(embedder.embed, [question, *texts])
    likeness = iter((vectors[1:] @ vectors[0]).tolist())
    return replace(
        record,
        passages=tuple(
            replace(passage, sentences=tuple(replace(one, similarity=next(likeness)) for one in passage.sentences))
            for passage in record.passages
        ),
    )


async def _mentioned(ctx: Ctx, chart: Chart, asked: Understood) -> frozenset[tuple[Subject, Subject]]:
    pairs = pairs_to_find(asked.subjects)
    found = await documents.mentions(ctx, chart, [(one.phrases, other.phrases) for one, other in pairs])
    return frozenset(pair for pair, is_mentioned in zip(pairs, found, strict=True) if is_mentioned)


@cache
def dictionary() -> Names:
    """Every test that has a name, so that a question about one that is missing is understood too."""
    return Names(
        Named(test.loinc.code, tuple(fold(name) for name in (*test.names, *test.own_names)), _long(test.names))
        for test in lab_tests()
        if test.names or test.own_names
    )


def _long(names: tuple[str, ...]) -> str:
    """The first name where it is long enough to be known with a slip of the finger."""
    return fold(names[0]) if names and len(names[0]) >= SURE_LENGTH else ""


def tests_of(latest: Iterable[Observation], open_proposals: Iterable[Proposal]) -> Names:
    """The names of tests: the patient's own first, then the dictionary's."""
    own = [Named(o.code, _names(o.code, o.code_display), _plain(o.code_display)) for o in latest]
    known = {named.key for named in own}
    for proposal in open_proposals:
        if isinstance(proposal.fact, ObservationFact) and proposal.fact.code not in known:
            known.add(proposal.fact.code)
            display = proposal.fact.display
            own.append(Named(proposal.fact.code, _names(proposal.fact.code, display), _plain(display)))
    return Names(own, behind=dictionary())


def _names(code: str, display: str) -> tuple[str, ...]:
    test = lab_test_by_loinc(code)
    words = fold(display)
    names = [words, words.partition("[")[0].strip(), words.partition(",")[0].strip()]
    if test is not None:
        names += _names_of_variants(test.key)
    return tuple(dict.fromkeys(name for name in names if name))


@cache
def _names_of_variants(key: str) -> tuple[str, ...]:
    return tuple(fold(name) for variant in variants_of(key) for name in variant.names)


def _plain(display: str) -> str:
    return fold(display).partition("[")[0].partition(",")[0].strip()


def _proposed(
    proposals: Iterable[Proposal], kind: type[ConditionFact | MedicationFact | AllergyFact]
) -> tuple[Item, ...]:
    return tuple(proposed_item(p, p.fact) for p in proposals if isinstance(p.fact, kind))


def _newest(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.at or date.min, reverse=True))


def _paper(document: Document) -> PaperTitle:
    days = evidence_days(document.document_date)
    source = Source(
        SourceType.DOCUMENT,
        document.title,
        (document.title, *days),
        at=document.document_date,
        document_id=document.id,
        page=1,
        is_confirmed=not document.is_unconfirmed,
    )
    return PaperTitle(
        document.title, document.document_type.value, document.document_date, document.uploaded_at, source
    )


async def _passages(
    ctx: Ctx, chart: Chart, asked: Understood, question: str, values: Sequence[Value], papers: Sequence[Document]
) -> tuple[Passage, ...]:
    if not _needs_documents(asked, frozenset(value.code for value in values)):
        return ()
    query = f"{question if asked.rest else ''} {PLAN_QUERY}".strip() if asked.intent is Intent.DUE else question
    only = EVERYTHING
    if asked.intent is Intent.LATEST:
        newest = max(papers, key=lambda paper: paper.document_date or date.min, default=None)
        if newest is None:
            return ()
        query, only = CONCLUSION_QUERY, SearchFilters(document_ids=(newest.id,))
    return tuple(_passage(chunk) for chunk in await documents.retrieve(ctx, chart, query, PASSAGES, only))


def _needs_documents(asked: Understood, known: frozenset[str]) -> bool:
    """Whether an answer may need passages: not for a test of the record, unless more is asked; nor for a whole list."""
    if asked.intent is Intent.VALUE:
        return asked.asks_more or not known & set(asked.codes)
    if asked.intent in LISTS:
        return bool(asked.rest) or asked.intent in (Intent.DUE, Intent.ALLERGIES)
    return asked.intent in (Intent.PASSAGE, Intent.LATEST)


def _passage(chunk: RetrievedChunk) -> Passage:
    sentences = []
    for span in split_sentences(chunk.text):
        lines = chunk.boxes_of(span.start, span.end)
        if all(line.is_foot for line in lines):
            continue
        first_page = [line for line in lines if line.page == lines[0].page]
        box = first_page[0].box
        for line in first_page[1:]:
            box = box.union(line.box)
        text = " ".join(span.of(chunk.text).split())
        source = Source(
            SourceType.DOCUMENT,
            chunk.document_title,
            (text, chunk.document_title, *evidence_days(chunk.document_date)),
            at=chunk.document_date,
            document_id=chunk.document_id,
            page=lines[0].page,
            box=(box.x0, box.y0, box.x1, box.y1),
            quote=text,
            is_confirmed=not chunk.is_unconfirmed,
        )
        sentences.append(QuotedSentence(text, source))
    return Passage(
        UUID(str(chunk.document_id)),
        chunk.document_title,
        chunk.document_date,
        chunk.role,
        chunk.similarity or 0.0,
        tuple(sentences),
        # Results and medicines are told as such: "my blood test" means the values, not the report's last lines.
        "" if chunk.document_type in TOLD_AS_FACTS else chunk.also_called,
        chunk.usual_subject,
    )


def _searched(today: date, papers: int, values: int) -> Source:
    label = f"The record as of {today.isoformat()}: {_counted(papers, 'document')}, {_counted(values, 'value')}"
    return Source(SourceType.SEARCH, label, (label, *evidence_days(today)), at=today)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
