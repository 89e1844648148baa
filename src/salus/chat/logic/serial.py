"""Answers as JSON and back, for the database."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from salus.chat.contract import Answer, Language, Sentence, Source, SourceType


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
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "sources": [source_to_json(source) for source in answer.sources],
        "language": answer.language.value,
        "requires_doctor_consultation": answer.requires_doctor_consultation,
        "urgency": answer.urgency,
        "notice": answer.notice,
    }


def answer_from_json(said: dict[str, Any]) -> Answer:
    """The answer back."""
    return Answer(
        sentences=tuple(Sentence(s["text"], tuple(s["citations"])) for s in said["sentences"]),
        sources=tuple(_source(source) for source in said["sources"]),
        language=Language(said["language"]),
        requires_doctor_consultation=said["requires_doctor_consultation"],
        urgency=said["urgency"],
        notice=said["notice"],
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
