"""The import contracts of our own, on small graphs whose answer is known."""

from __future__ import annotations

import grimp
import pytest

from tools.contracts import DoorRule, forbidden_chain, matches_any, room_of

RULE = DoorRule(
    free=frozenset({"core", "clinical"}),
    doors=frozenset({"contract", "service"}),
    edge="app",
    edge_doors=frozenset({"contract", "service", "manifest"}),
)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("salus.chat.service", "salus.records.service"),
        ("salus.chat.logic.ask", "salus.documents.contract"),
        ("salus.chat.logic.ask", "salus.records.contract.facts"),
        ("salus.chat.store", "salus.core.db.pool"),
        ("salus.chat.logic.ask", "salus.clinical.codes.loinc"),
        ("salus.records.service", "salus.records.store"),
        ("salus.app.wiring", "salus.chat.manifest"),
        ("salus.chat.http", "fastapi"),
    ],
)
def test_doors_are_open(importer: str, imported: str) -> None:
    assert RULE.allows(importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("salus.chat.service", "salus.records.store"),
        ("salus.chat.service", "salus.records"),
        ("salus.chat.service", "salus.records.logic.search"),
        ("salus.chat.service", "salus.records.manifest"),
        ("salus.app.cli", "salus.documents.store"),
    ],
)
def test_walls_are_closed(importer: str, imported: str) -> None:
    assert not RULE.allows(importer, imported)


def test_a_forbidden_library_is_found_through_any_number_of_rooms() -> None:
    graph = grimp.ImportGraph()
    for module in ("salus.chat.logic", "salus.core.a", "salus.core.b"):
        graph.add_module(module)
    graph.add_module("psycopg", is_squashed=True)
    graph.add_import(importer="salus.chat.logic", imported="salus.core.a")
    graph.add_import(importer="salus.core.a", imported="salus.core.b")
    graph.add_import(importer="salus.core.b", imported="psycopg")
    chain = forbidden_chain(graph, "salus.chat.logic", frozenset({"psycopg"}))
    assert chain == ("salus.chat.logic", "salus.core.a", "salus.core.b", "psycopg")
    assert forbidden_chain(graph, "salus.chat.logic", frozenset({"httpx"})) == ()


def test_a_circle_of_imports_ends() -> None:
    graph = grimp.ImportGraph()
    graph.add_import(importer="salus.a", imported="salus.b")
    graph.add_import(importer="salus.b", imported="salus.a")
    assert forbidden_chain(graph, "salus.a", frozenset({"psycopg"})) == ()


def test_patterns_match_a_room_and_all_below_it() -> None:
    patterns = frozenset({"salus.clinical", "salus.*.logic"})
    assert matches_any("salus.clinical.codes.loinc", patterns)
    assert matches_any("salus.chat.logic.ask", patterns)
    assert not matches_any("salus.chat.logical", patterns)
    assert not matches_any("salus.chat.service", patterns)


def test_rooms_are_named_by_the_second_part() -> None:
    assert room_of("salus.chat.store") == "chat"
    assert room_of("salus") is None
    assert room_of("numpy.linalg") is None
