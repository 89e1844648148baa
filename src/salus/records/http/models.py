"""The record's contract as request and answer models: made from the contract's own fields, so they cannot drift."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Annotated, Any, TypeVar, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer, create_model

from salus.core.http.envelope import Success

# JSON numbers: a browser reads them as numbers, and every decimal that a laboratory prints survives the way.
Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]

REQUEST = ConfigDict(extra="forbid", str_strip_whitespace=True)
ANSWER = ConfigDict(from_attributes=True)
T = TypeVar("T")


def request_model(cls: type, name: str, **more: Any) -> type[BaseModel]:
    """A body with the fields of a `New...` class; `more` adds fields as (type, default)."""
    made: type[BaseModel] = create_model(name, __config__=REQUEST, __doc__=cls.__doc__, **_fields_of(cls), **more)
    return made


def answer_model(cls: type, name: str) -> type[BaseModel]:
    """An answer with the fields of a contract class; every field is always there."""
    required: dict[str, Any] = {field: (hint, ...) for field, (hint, _) in _fields_of(cls).items()}
    made: type[BaseModel] = create_model(name, __config__=ANSWER, __doc__=cls.__doc__, **required)
    return made


def success_of(model: type[BaseModel]) -> type[Success[Any]]:
    """The envelope around an answer model that is made at run time."""
    return cast("type[Success[Any]]", Success.__class_getitem__(model))


def list_of(model: type[BaseModel]) -> Any:
    """The type of a list of a model that is made at run time."""
    return GenericAlias(list, (model,))


def content_of(body: BaseModel, cls: type[T]) -> T:
    """The contract class that a request body says."""
    return cls(**{field.name: getattr(body, field.name) for field in fields(cls)})  # type: ignore[arg-type]  # one of ours


def _fields_of(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {
        field.name: (_wire_type(hints[field.name]), ... if field.default is MISSING else field.default)
        for field in fields(cls)
    }


def _wire_type(hint: Any) -> Any:
    """Times must carry a zone; decimals travel as numbers."""
    if hint is datetime:
        return AwareDatetime
    if hint is Decimal:
        return Number
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return reduce(or_, (_wire_type(arm) for arm in typing.get_args(hint)))
    return hint
