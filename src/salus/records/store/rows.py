"""Rows into contract types and back: words into enums, JSON into small dataclasses, columns from dataclass fields."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar

import orjson
from psycopg import AsyncConnection, errors
from psycopg.types.json import Jsonb

from salus.core.errors import InvalidInput

Db = AsyncConnection[Any]
T = TypeVar("T")
Convert = Callable[[Any], Any]


def columns_of(cls: type) -> tuple[str, ...]:
    """The column names of a contract class: those of its fields."""
    return tuple(field.name for field in fields(cls))


def row_maker(cls: type[T]) -> Callable[[Sequence[Any]], T]:
    """A function that makes `cls` of a row whose columns stand in the order of its fields."""
    names = columns_of(cls)
    hints = typing.get_type_hints(cls)
    converters = tuple(
        (place, convert) for place, name in enumerate(names) if (convert := _converter(hints[name])) is not None
    )

    def make(row: Sequence[Any]) -> T:
        values = list(row)
        for place, convert in converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        return cls(**dict(zip(names, values, strict=True)))

    return make


def as_column(value: object) -> object:
    """A field's value as a parameter: dataclasses and tuples of them become JSON, tuples of numbers arrays."""
    if isinstance(value, tuple):
        if value and not is_dataclass(value[0]):
            return list(value)
        return Jsonb([asdict(each) for each in value])
    if is_dataclass(value) and not isinstance(value, type):
        return Jsonb(asdict(value))
    return value


def values_of(new: object, names: Sequence[str]) -> list[object]:
    """The parameters for some fields of a dataclass."""
    return [as_column(getattr(new, name)) for name in names]


def json_of(value: object) -> str:
    """A set of rows as JSON. Decimals go as text, of which PostgreSQL reads every digit back into a numeric."""
    return orjson.dumps(value, default=str).decode()


def broken_reference(error: errors.ForeignKeyViolation) -> InvalidInput:
    """Which field pointed to something that is not there (or is another patient's, which is told alike)."""
    constraint = error.diag.constraint_name or ""
    field = "practitioner_id" if "practitioner" in constraint else "encounter_id"
    return InvalidInput(fields={field: "names nothing in this chart"})


def _converter(hint: Any) -> Convert | None:
    """What turns a stored value into the field's type; None where PostgreSQL's own type is right already."""
    for arm in _arms(hint):
        if isinstance(arm, type) and issubclass(arm, Enum):
            return {member.value: member for member in arm}.__getitem__  # calling the class takes four times as long
        if isinstance(arm, type) and is_dataclass(arm):
            return _from_object(arm)
        if typing.get_origin(arm) is tuple:
            item = typing.get_args(arm)[0]
            return _from_objects(item) if is_dataclass(item) else tuple
    return None


def _arms(hint: Any) -> tuple[Any, ...]:
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if is_union else (hint,)


def _from_object(cls: Any) -> Convert:
    return lambda value: cls(**value)


def _from_objects(cls: Any) -> Convert:
    return lambda values: tuple(cls(**value) for value in values)
