"""The charts that the chat is measured on: every label stands in a paper, no absent question has one."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest

from evals.charts import READ_SINCE, STANDING, TUNED, DrawnPaper, load


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _printed(paper: DrawnPaper) -> str:
    with pdfplumber.open(io.BytesIO(paper.data)) as document:
        return _words(" ".join(page.extract_text() for page in document.pages))


@pytest.mark.parametrize("name", [*READ_SINCE, STANDING])
def test_every_label_is_printed_in_one_paper(name: str) -> None:
    chart = load(name)
    printed = [f" {_printed(paper)} " for paper in chart.papers]
    assert 18 <= len(printed) <= 22
    found = {
        question.answer: sum(f" {_words(question.answer)} " in text for text in printed) for question in chart.questions
    }
    assert {label: papers for label, papers in found.items() if papers != 1} == {}


@pytest.mark.parametrize(("name", "absent"), [(TUNED, 30), ("vera", 30), ("noor", 24), (STANDING, 24)])
def test_absent_questions_are_told_apart_from_answered_ones(name: str, absent: int) -> None:
    chart = load(name)
    answered = {question.ask.casefold() for question in chart.questions}
    assert len(set(chart.absent)) == len(chart.absent) == absent
    assert answered.isdisjoint(asked.casefold() for asked in chart.absent)
