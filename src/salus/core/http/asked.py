"""What the endpoint of a lean route asks for, and how it is read from a request."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import Request, Response, params
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BaseModel, BeforeValidator
from starlette.types import Scope

from salus.core.errors import AppError
from salus.core.http.call import SignedIn

if typing.TYPE_CHECKING:
    from fastapi._compat import ModelField

Guard = Callable[[Request], Awaitable[SignedIn]]
Parser = Callable[[str], object]

JSON_TYPE = (b"content-type", b"application/json")
SINGLE = frozenset({str, int, float, bool, Decimal, date, datetime, AwareDatetime, UUID, type(None)})


class Unfit(Exception):
    """The request does not fit; the framework says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Its caller with what lets them in, its identifiers with what reads them, values of the query, and a body."""

    caller: str
    guard: Guard
    identifiers: tuple[tuple[str, Parser], ...]
    queries: tuple[ModelField, ...]
    body: ModelField | None

    def values(self, scope: Scope, body: bytes) -> dict[str, object]:
        """All but the caller; `Unfit` where anything is missing or malformed."""
        values: dict[str, object] = {}
        for name, parse in self.identifiers:
            try:
                values[name] = parse(scope["path_params"][name])
            except AppError:
                raise Unfit from None
        if self.queries:
            given = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
            for field in self.queries:
                values[field.name] = _valid(field, given[field.alias]) if field.alias in given else _default(field)
        if self.body is not None:
            values[self.body.name] = _valid(self.body, _parsed(scope, body))
        return values


def asked_for(route: APIRoute) -> Asked | None:
    """What the route's endpoint asks for; None where it asks for more than can be read here."""
    if not inspect.iscoroutinefunction(route.endpoint) or not _is_plain(route):
        return None
    hints = get_type_hints(route.endpoint, include_extras=True)
    queries = {field.name: field for field in route.dependant.query_params}
    bodies = {field.name: field for field in route.dependant.body_params}
    callers: list[tuple[str, Guard]] = []
    identifiers: list[tuple[str, Parser]] = []
    for name in inspect.signature(route.endpoint).parameters:
        kind, *marks = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (hints[name],)
        if name in queries:
            if not _is_single(queries[name]):
                return None
        elif name in bodies:
            if not _is_whole_body(bodies[name], route):
                return None
        elif kind is SignedIn and len(marks) == 1 and isinstance(marks[0], params.Depends) and marks[0].dependency:
            callers.append((name, marks[0].dependency))
        elif len(marks) == 1 and isinstance(marks[0], BeforeValidator):
            identifiers.append((name, marks[0].func))  # type: ignore[arg-type]  # ours take the text alone
        else:
            return None
    if len(callers) != 1:
        return None
    return Asked(*callers[0], tuple(identifiers), tuple(queries.values()), next(iter(bodies.values()), None))


def _is_plain(route: APIRoute) -> bool:
    """Whether its answers leave as the endpoint gives them, and its writes, if any, are told by a body.

    A retried write is known by the body that was read; one without a body is left to the framework.
    """
    is_told = route.methods == {"GET"} or len(route.dependant.body_params) == 1
    return is_told and not route.dependencies and (_is_a(route.response_model, BaseModel) or _answers_itself(route))


def _answers_itself(route: APIRoute) -> bool:
    return route.response_model is None and _is_a(get_type_hints(route.endpoint).get("return"), Response)


def _is_single(field: ModelField) -> bool:
    """A value of which the query has one; what is there more than once counts as its last, as in the framework."""
    info = field.field_info
    return not info.validate_default and info.validation_alias in (None, info.alias) and _holds_one(info.annotation)


def _holds_one(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return _holds_one(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return all(_holds_one(arm) for arm in get_args(hint))
    return hint in SINGLE or _is_a(hint, Enum)


def _is_whole_body(field: ModelField, route: APIRoute) -> bool:
    is_json = isinstance(field.field_info, params.Body) and not isinstance(field.field_info, params.Form)
    is_alone = route.body_field is not None and route.body_field.name == field.name
    return is_json and is_alone and _is_a(field.field_info.annotation, BaseModel)


def _is_a(hint: object, kind: type) -> bool:
    return isinstance(hint, type) and issubclass(hint, kind)


def _default(field: ModelField) -> object:
    if field.field_info.is_required():
        raise Unfit
    return field.get_default()


def _valid(field: ModelField, value: object) -> object:
    valid, errors = field.validate(value)
    if errors:
        raise Unfit
    return valid


def _parsed(scope: Scope, body: bytes) -> object:
    if not body or JSON_TYPE not in scope["headers"]:
        raise Unfit
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unfit from None
