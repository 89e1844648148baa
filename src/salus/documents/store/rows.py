"""Rows and JSON into contract types and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from salus.documents.contract import Box, Cell, Table, Word

Db = AsyncConnection[Any]
PLACES = 5  # decimals of a fraction of a page: a hundredth of a millimetre on A4


def text(value: str) -> str:
    """The text as PostgreSQL can hold it: no NUL, no half of a surrogate pair."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def json(value: object) -> Jsonb:
    """A JSON parameter."""
    return Jsonb(value, dumps=orjson.dumps)


def numbers(box: Box) -> list[float]:
    """A box as four numbers."""
    return [round(value, PLACES) for value in (box.x0, box.y0, box.x1, box.y1)]


def box_of(values: Sequence[float]) -> Box:
    """A box of four numbers; `real` columns come back with noise behind the digits that were stored."""
    x0, y0, x1, y1 = (round(value, PLACES) for value in values)
    return Box(x0, y0, x1, y1)


def words_json(words: Iterable[Word]) -> Jsonb:
    """Words as short lists: text, box, confidence."""
    return json([[text(word.text), *numbers(word.box), round(word.confidence, 4)] for word in words])


def words_of(rows: Sequence[Sequence[Any]]) -> tuple[Word, ...]:
    """Words of short lists."""
    return tuple(Word(row[0], Box(*row[1:5]), row[5]) for row in rows)


def tables_json(tables: Iterable[Table]) -> Jsonb:
    """Tables as boxes and rows of cells."""
    return json(
        [
            {
                "box": numbers(table.box),
                "rows": [[[text(cell.text), *numbers(cell.box)] for cell in row] for row in table.rows],
            }
            for table in tables
        ]
    )


def tables_of(tables: Sequence[dict[str, Any]]) -> tuple[Table, ...]:
    """Tables of boxes and rows of cells."""
    return tuple(
        Table(
            Box(*table["box"]),
            tuple(tuple(Cell(cell[0], Box(*cell[1:5])) for cell in row) for row in table["rows"]),
        )
        for table in tables
    )
