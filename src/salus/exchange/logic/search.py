"""Read a FHIR search: which clauses its parameters mean. Pure; what is not understood is refused or told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from salus.exchange.contract import Parameter, Query, SearchNotUnderstood
from salus.records.contract import Clause, Comparison, DateClause, ReferenceClause, Span, Token, TokenClause

PAGE, LARGEST_PAGE = 50, 1000
MOST_VALUES = 100
OWN = frozenset({"patient", "subject", "_id", "_count", "_cursor", "_format", "_revinclude", "_sort", "_pretty"})
NEVER_COUNTED = frozenset({"_cursor", "_format", "_pretty"})
PROVENANCE_OF_TARGET = "Provenance:target"
_DATE = re.compile(
    r"(eq|ne|gt|lt|ge|le|sa|eb)?"
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)
_SEPARATOR = re.compile(r"(?<!\\),")


def read_search(
    pairs: Sequence[tuple[str, str]], parameters: Sequence[Parameter], newest_first: str | None, *, is_strict: bool
) -> Query:
    """The search that the query says; `SearchNotUnderstood` for what FHIR forbids to ignore, or all of it if strict."""
    reading = _Reading({each.name: each for each in parameters}, newest_first)
    for name, value in pairs:
        reading.take(name, value)
    if is_strict and reading.ignored:
        raise SearchNotUnderstood(f"Not understood: {', '.join(sorted(set(reading.ignored)))}.")
    return reading.query()


@dataclass(slots=True)
class _Reading:
    parameters: dict[str, Parameter]
    newest_first: str | None
    clauses: list[Clause] = field(default_factory=list)
    subject: UUID | None = None
    ids: tuple[UUID, ...] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    limit: int = PAGE
    cursor: str | None = None
    with_provenance: bool = False
    understood: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def take(self, name: str, value: str) -> None:
        if not value.strip():
            return  # FHIR: a parameter without a value is as good as absent
        if name in OWN:
            is_known = self._own(name, value)
        elif name in self.parameters:
            is_known = self._declared(self.parameters[name], value)
        elif name.partition(":")[0] in self.parameters:
            raise SearchNotUnderstood("Modifiers of search parameters are not understood here.")
        else:
            is_known = False
        if not is_known:
            self.ignored.append(_shown(name))
        elif name not in NEVER_COUNTED:
            self.understood.append((name, value))

    def query(self) -> Query:
        return Query(
            tuple(self.clauses),
            self.subject,
            self.ids,
            self.texts,
            self.limit,
            self.cursor,
            self.with_provenance,
            tuple(self.understood),
            tuple(self.ignored),
        )

    def _own(self, name: str, value: str) -> bool:
        match name:
            case "patient" | "subject":
                found = reference_id(value, "Patient")
                if self.subject not in (None, found):
                    raise SearchNotUnderstood("A search here is about one patient.")
                self.subject = found
            case "_id":
                ids = tuple(_uuid(each) for each in split(value))
                self.ids = ids if self.ids is None else tuple(each for each in self.ids if each in ids)
            case "_count":
                self.limit = count_of(value)
            case "_cursor":
                self.cursor = value
            case "_revinclude" if value == PROVENANCE_OF_TARGET:
                self.with_provenance = True
            case "_sort":
                return self.newest_first is not None and value == f"-{self.newest_first}"
            case "_format" | "_pretty":
                return True
            case _:
                return False
        return True

    def _declared(self, parameter: Parameter, value: str) -> bool:
        if parameter.type == "string" or not parameter.columns:
            self.texts[parameter.name] = value.strip()
        elif parameter.type == "date":
            spans = tuple(span(each) for each in split(value))
            self.clauses.append(DateClause(parameter.columns[0], parameter.columns[-1], spans))
        elif parameter.type == "reference":
            ids = tuple(reference_id(each, None) for each in split(value))
            self.clauses.append(ReferenceClause(parameter.columns[0], ids))
        else:
            self.clauses.append(_tokens(parameter, value))
        return True


def split(value: str) -> list[str]:
    """The alternatives of a value: commas part them, unless escaped."""
    parts = [part.replace("\\,", ",").replace("\\|", "|").strip() for part in _SEPARATOR.split(value)]
    found = [part for part in parts if part]
    if len(found) > MOST_VALUES:
        raise SearchNotUnderstood(f"A parameter takes at most {MOST_VALUES} values.")
    return found


def _tokens(parameter: Parameter, value: str) -> TokenClause:
    tokens = [_token(each) for each in split(value)]
    if parameter.system is not None:  # the column holds codes of one system: another one never fits
        tokens = [Token(each.code) for each in tokens if each.system in (None, parameter.system) and each.code]
        return TokenClause(parameter.columns[0], tuple(tokens))
    return TokenClause(parameter.columns[0], tuple(tokens), parameter.columns[1] if parameter.columns[1:] else None)


def _token(text: str) -> Token:
    system, bar, code = text.partition("|")
    return Token(code.strip(), system.strip() or None) if bar else Token(text)


def span(text: str) -> Span:
    """The stretch that a date means, as precise as it is written; without a zone it is UTC."""
    found = _DATE.fullmatch(text.replace(" ", "+"))  # a plus sign in a query that was not escaped
    if found is None:
        raise SearchNotUnderstood("A date looks like 2026-05-12 or ge2026-05-12T08:30:00Z.")
    prefix, year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        low = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
        if fraction:
            low += timedelta(seconds=float(fraction))
        if zone and zone != "Z":
            low -= _offset(zone)
        high = low + _precision(low, month, day, hour, second, fraction)
    except (ValueError, OverflowError):
        raise SearchNotUnderstood("There is no such date.") from None
    return Span(Comparison(prefix or "eq"), low, high)


def _offset(zone: str) -> timedelta:
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return offset if zone[0] == "+" else -offset


def _precision(
    low: datetime, month: str | None, day: str | None, hour: str | None, second: str | None, fraction: str | None
) -> timedelta:
    if month is None:
        return low.replace(year=low.year + 1) - low
    if day is None:
        return (low.replace(day=1) + timedelta(days=32)).replace(day=1) - low
    if hour is None:
        return timedelta(days=1)
    if second is None:
        return timedelta(minutes=1)
    return timedelta(milliseconds=1) if fraction else timedelta(seconds=1)


def reference_id(value: str, kind: str | None) -> UUID:
    """The id in `Type/id`, `id` or an absolute address; of this type where one is named."""
    head, _, tail = value.strip().rpartition("/")
    said = head.rpartition("/")[2]
    if kind is not None and said and said != kind:
        raise SearchNotUnderstood(f"The reference must be to a {kind}.")
    return _uuid(tail)


def count_of(value: str) -> int:
    """How many entries a page has: at most a thousand."""
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise SearchNotUnderstood("_count is a whole number.")
    return min(max(int(value), 1), LARGEST_PAGE)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SearchNotUnderstood("Ids of this server are UUIDs.") from None


def _shown(name: str) -> str:
    """A name that is told back: never more than a word of plain characters."""
    return name if re.fullmatch(r"[A-Za-z_$][\w$:.-]{0,63}", name, re.ASCII) else "a name that is none"
