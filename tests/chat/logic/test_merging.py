"""What documents say stands beside the chart once, and an allergy is never told as a medicine."""

from __future__ import annotations

from dataclasses import replace

from salus.chat.contract import SourceType
from salus.chat.logic.merging import with_new
from salus.chat.logic.record import Item
from tests.chat.logic.records import item


def proposed(display: str, type_: SourceType = SourceType.DOCUMENT, *, detail: str = "") -> Item:
    one = item(display, type_, detail=detail)
    return replace(one, source=replace(one.source, is_confirmed=False))


def names(items: tuple[Item, ...]) -> list[str]:
    return [one.display for one in items]


def test_a_medicine_that_is_in_the_chart_is_not_told_again() -> None:
    chart = [item("Lisinopril 10 mg tablet", SourceType.MEDICATION)]
    assert names(with_new(chart, [proposed("Lisinopril 10 mg")])) == ["Lisinopril 10 mg tablet"]


def test_of_two_documents_the_fuller_wording_is_kept() -> None:
    found = with_new([], [proposed("Ferrous sulfate"), proposed("Ferrous sulfate", detail="325 mg every other day")])
    assert [one.detail for one in found] == ["325 mg every other day"]


def test_what_somebody_is_allergic_to_is_not_among_the_medicines() -> None:
    allergy = item("Penicillin", SourceType.ALLERGY, detail="rash")
    assert with_new([], [proposed("Penicillin G")], [allergy]) == ()


def test_different_things_stay_apart() -> None:
    chart = [item("Iron deficiency", SourceType.CONDITION)]
    assert names(with_new(chart, [proposed("Vitamin D deficiency")])) == ["Iron deficiency", "Vitamin D deficiency"]
