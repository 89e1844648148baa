"""Answers as JSON and back, for the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from salus.chat.contract import Answer, Language, Papers, Sentence, Source, SourceType


def source_to_json(source: Source) -> dict[str, Any]:
    """A source as JSON."""
    return {
        "type": source.type.value,
        "label": source.label,
        "evidence": list(source.evidence),
        "at": source.at.isoformat() if source.at else None,
        "document_id": str(source.document_id) if source.document_id else None,
        "page": source.page,
        "box": list(source.box) if source.box else None,
        "quote": source.quote,
        "ref_id": str(source.ref_id) if source.ref_id else None,
        "is_confirmed": source.is_confirmed,
    }


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON."""
    return {
        "sentences": [sentence_to_json(sentence) for sentence in answer.sentences],
        "sources": [source_to_json(source) for source in answer.sources],
        "language": answer.language.value,
        "requires_doctor_consultation": answer.requires_doctor_consultation,
        "urgency": answer.urgency,
        "notice": answer.notice,
        "papers": asdict(answer.papers) if answer.papers else None,
    }


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    """A sentence as JSON."""
    return {"text": sentence.text, "citations": list(sentence.citations), "doubt": sentence.doubt}


def said_to_json(sentence: Sentence, sources: Sequence[Source]) -> dict[str, Any]:
    """A sentence of an answer that is not whole yet, with everything that it cites, by position."""
    cited = {str(number): source_to_json(sources[number]) for number in sentence.citations}
    return {**sentence_to_json(sentence), "sources": cited}


def interrupted_from_json(said: Sequence[dict[str, Any]], language: Language) -> Answer:
    """What was said of an answer that broke off."""
    sources = {int(number): _source(source) for one in said for number, source in one["sources"].items()}
    order = sorted(sources)
    sentences = tuple(
        Sentence(one["text"], tuple(order.index(number) for number in one["citations"]), one["doubt"]) for one in said
    )
    return Answer(sentences, tuple(sources[number] for number in order), language)


def answer_from_json(said: dict[str, Any]) -> Answer:
    """The answer back."""
    return Answer(
        sentences=tuple(Sentence(s["text"], tuple(s["citations"]), s.get("doubt")) for s in said["sentences"]),
        sources=tuple(_source(source) for source in said["sources"]),
        language=Language(said["language"]),
        requires_doctor_consultation=said["requires_doctor_consultation"],
        urgency=said["urgency"],
        notice=said["notice"],
        papers=Papers(**said["papers"]) if said.get("papers") else None,
    )


def _source(said: dict[str, Any]) -> Source:
    return Source(
        type=SourceType(said["type"]),
        label=said["label"],
        evidence=tuple(said["evidence"]),
        at=date.fromisoformat(said["at"]) if said["at"] else None,
        document_id=UUID(said["document_id"]) if said["document_id"] else None,
        page=said["page"],
        box=_box(said["box"]),
        quote=said["quote"],
        ref_id=UUID(said["ref_id"]) if said["ref_id"] else None,
        is_confirmed=said["is_confirmed"],
    )


def _box(said: list[float] | None) -> tuple[float, float, float, float] | None:
    return (said[0], said[1], said[2], said[3]) if said else None
