"""The charts that the chat is measured on: every label stands in a paper, no absent question has one."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest

from evals.charts import STANDING, TUNED, DrawnPaper, ThickChart, load


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _printed(paper: DrawnPaper) -> str:
    with pdfplumber.open(io.BytesIO(paper.data)) as document:
        return _words(" ".join(page.extract_text() for page in document.pages))


@pytest.fixture(scope="module")
def standing() -> ThickChart:
    return load(STANDING)


def test_every_label_of_the_standing_chart_is_printed_in_one_paper(standing: ThickChart) -> None:
    printed = [f" {_printed(paper)} " for paper in standing.papers]
    assert 18 <= len(printed) <= 22
    found = {
        question.answer: sum(f" {_words(question.answer)} " in text for text in printed)
        for question in standing.questions
    }
    assert {label: papers for label, papers in found.items() if papers != 1} == {}


@pytest.mark.parametrize("name", [TUNED, STANDING])
def test_absent_questions_are_told_apart_from_answered_ones(name: str) -> None:
    chart = load(name)
    answered = {question.ask.casefold() for question in chart.questions}
    assert len(set(chart.absent)) == len(chart.absent) == 30
    assert answered.isdisjoint(asked.casefold() for asked in chart.absent)
