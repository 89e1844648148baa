"""Thick charts of invented people with labelled questions: what a person asks, and the words that answer it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salus.app.demo.papers.content import LabLayout, LabLine, LabPanel, LabReport, Letter, Paper, Prescription
from salus.app.demo.papers.paperwork import draw
from salus.app.demo.papers.sheet import Subject

HERE = Path(__file__).parent
# The search was tuned on the first alone; the second is only measured.
TUNED, HELD_BACK = "ingrid", "milo"
# Written without sight of the search or the chat, and only ever measured.
STANDING = "tarek"
# Written in the same way and measured once before anything was mended for them: recall@5 of the search then.
READ_SINCE = {"vera": 53 / 60, "noor": 41 / 50}


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the words of a passage that answers it."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A document as it is sent."""

    filename: str
    document_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ThickChart:
    """A person's papers, the questions about them, and questions that nothing in them answers."""

    subject: Subject
    given: str
    family: str
    papers: tuple[DrawnPaper, ...]
    questions: tuple[Question, ...]
    absent: tuple[str, ...] = ()


def load(name: str) -> ThickChart:
    """One chart, its papers drawn."""
    told = tomllib.loads((HERE / f"{name}.toml").read_text())
    subject = Subject(f"{told['given']} {told['family']}", told["birth_date"], told["sex"], "T-1")
    return ThickChart(
        subject=subject,
        given=told["given"],
        family=told["family"],
        papers=tuple(_paper(document, subject) for document in told["document"]),
        questions=tuple(Question(question["ask"], question["answer"]) for question in told["question"]),
        absent=tuple(question["ask"] for question in told.get("absent", ())),
    )


def _paper(document: dict[str, Any], subject: Subject) -> DrawnPaper:
    kind, content = _content(document)
    day: date = document["date"]
    paper = Paper(f"{document['key']}.pdf", kind, 0, 0, content)
    return DrawnPaper(paper.filename, kind, draw(paper, subject, day, tuple(document.get("earlier", ()))))


def _content(document: dict[str, Any]) -> tuple[str, LabReport | Letter | Prescription]:
    if "panels" in document:
        panels = tuple(
            LabPanel(title, tuple(LabLine(*line[:5], earlier=tuple(line[5:])) for line in lines))
            for title, lines in document["panels"]
        )
        return "lab_report", LabReport(LabLayout(document["layout"]), panels, document.get("comment", ""))
    if "items" in document:
        return "prescription", Prescription(tuple(tuple(item) for item in document["items"]), "Dr. Iris Falk")
    paragraphs = tuple((heading, text) for heading, text in document["paragraphs"])
    return "other", Letter(document["institution"], document["title"], paragraphs, "Dr. Iris Falk")
