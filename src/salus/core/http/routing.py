"""Routers and routes that find their way without trying every path and solving parameters the general way.

FastAPI describes every route, and serves those that ask for something special. The others, nearly all, are lean: they
take their caller, identifiers, single values of the query and one JSON body. `ShortWay` leads requests for them
straight to the endpoint. What does not fit a route's description goes the long way, so that FastAPI alone words errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from salus.core.http.asked import JSON_TYPE, Asked, Unfit, asked_for


class LeanRoute(APIRoute):
    """A route that knows whether it can go the short way."""

    @cached_property
    def asked(self) -> Asked | None:
        """What its endpoint asks for; None where that takes the framework."""
        return asked_for(self)


class SliceRouter(APIRouter):
    """The routes of a slice; says by one expression whether a request is for one of them."""

    def __init__(self, *, prefix: str = "", tags: list[str] | None = None) -> None:
        super().__init__(prefix=prefix, tags=[*(tags or [])], route_class=LeanRoute)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route is meant; the framework decides where only the method may differ."""
        if scope["type"] != "http" or scope.get("root_path"):
            return super().matches(scope)
        own = self._paths.get(scope["method"])
        if own is not None and own.match(scope["path"]):
            return Match.FULL, {}
        return super().matches(scope) if self._any_path.match(scope["path"]) else (Match.NONE, {})

    @cached_property
    def _paths(self) -> dict[str, re.Pattern[str]]:
        """One expression a method; made at the first request, when all routes stand."""
        by_method: dict[str, list[str]] = {}
        for route in _api_routes(self):
            for method in route.methods or ():
                by_method.setdefault(method, []).append(_without_names(route))
        return {method: re.compile("|".join(paths)) for method, paths in by_method.items()}

    @cached_property
    def _any_path(self) -> re.Pattern[str]:
        return re.compile("|".join(_without_names(route) for route in _api_routes(self)) or r"(?!)")


class ShortWay(BaseRoute):
    """The lean routes of some routers, to stand before these: one look finds the route, and its endpoint is called."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._routers = tuple(routers)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route that is meant, the first that fits, is a lean one."""
        if scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        table = self._tables.get(scope["method"])
        found = table.find(scope["path"]) if table else None
        if found is None or found[0].asked is None:
            return Match.NONE, {}
        route, path_params = found
        return Match.FULL, {"route": route, "endpoint": route.endpoint, "path_params": path_params}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; errors are worded where all are, around the router."""
        route: LeanRoute = scope["route"]
        asked = route.asked
        assert asked is not None, "only lean routes match"
        request = Request(scope, receive)
        body = await request.body() if asked.body is not None else b""
        try:
            values = asked.values(scope, body)
        except Unfit:
            await route.app(scope, _again(body, receive) if asked.body is not None else receive, send)
            return
        values[asked.caller] = await asked.guard(request)
        answer = await route.endpoint(**values)
        if isinstance(answer, Response):
            await answer(scope, receive, send)
        else:
            await _send_json(answer, route.status_code or 200, send)

    def methods_at(self, request: Request) -> set[str]:
        """Every method that some route has at the address of this request."""
        return {method for method, table in self._tables.items() if table.find(request.scope["path"]) is not None}

    @cached_property
    def _tables(self) -> dict[str, _Table]:
        """One a method; made at the first request, when all routes stand."""
        by_method: dict[str, list[APIRoute]] = {}
        for router in self._routers:
            for route in _api_routes(router):
                for method in route.methods or ():
                    by_method.setdefault(method, []).append(route)
        return {method: _Table(routes) for method, routes in by_method.items()}


class _Table:
    """Which of some routes is the first to fit a path, asked of all of them by one expression."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        # An empty group closes each path's own: the last group that took part tells which path it was.
        self._ends: dict[int, tuple[LeanRoute | None, tuple[str, ...]]] = {}
        paths, groups = [], 0
        for route in routes:
            names = tuple(route.path_regex.groupindex)
            groups += len(names) + 1
            self._ends[groups] = (route if isinstance(route, LeanRoute) else None, names)
            paths.append(re.sub(r"\?P<\w+>", "", route.path_regex.pattern) + "()")
        self._any = re.compile("|".join(paths))

    def find(self, path: str) -> tuple[LeanRoute, dict[str, str]] | None:
        """The route and what stands in its places; None where another kind of route is meant, or none."""
        match = self._any.match(path)
        if match is None or match.lastindex is None:
            return None
        route, names = self._ends[match.lastindex]
        if route is None:
            return None
        first = match.lastindex - len(names)
        return route, dict(zip(names, match.groups()[first - 1 : match.lastindex - 1], strict=True))


async def _send_json(answer: BaseModel, status: int, send: Send) -> None:
    content = type(answer).__pydantic_serializer__.to_json(answer, by_alias=True)
    headers = [(b"content-length", b"%d" % len(content)), JSON_TYPE]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands out a body that was read, once more, and after it what comes then."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again


def _api_routes(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


def _without_names(route: APIRoute) -> str:
    return re.sub(r"\?P<\w+>", "?:", route.path_regex.pattern)
