"""S2: the application's own checks taken away on purpose, so that row-level security alone answers the same attacks.

Taken away, in this process only: the refusal at the chart's door (every chart "opens"), every `patient_id = ...` and
`owner_id = ...` of every statement, and the lookup that tells a conversation to its owner alone. What is left is the
database. The harness must bite: with row-level security switched off as well, things come out, and that is a row too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain, islice
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg import AsyncConnection, sql

from attacks.attempts import Attempts, owner_of
from attacks.clinic import Clinic, clinic_of_own, engines
from attacks.sweep import Judge, Sweep, sweep
from bench.report import Row, at_least, at_most, told
from salus.core.config import Settings
from salus.core.keys import signing_key
from salus.records.service import charts

PATIENTS = 6
LEAST_ATTEMPTS = 10_000
SHOWN = 8
FILTER = re.compile(r"((?:\b\w+\.)?\b(?:patient_id|owner_id) = (?:%s|%\(\w+\)s))")
# Tables whose rows are a patient's. Accounts are not among them: SECURITY.md says what guards those.
GUARDED = """
    SELECT n.nspname, c.relname
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity
    ORDER BY 1, 2
    """
DIGEST = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t WHERE patient_id = %s"


def rows() -> list[Row]:
    """A clinic of six; first with row-level security alone, then without it."""
    with engines() as settings:
        return asyncio.run(_rows(settings))


async def _rows(settings: Settings) -> list[Row]:
    owner_url = settings.migration_database_url()
    async with clinic_of_own(settings, PATIENTS) as clinic:
        attempts = Attempts(clinic, signing_key(settings))
        before = fingerprints(owner_url, clinic)
        guarded = await attack(clinic, attempts)
        changed = changed_charts(before, fingerprints(owner_url, clinic))
        with open_database(owner_url):
            bare = await attack(clinic, attempts, step=7, crooked_step=40)
    return figures(guarded, changed, bare)


async def attack(clinic: Clinic, attempts: Attempts, step: int = 1, crooked_step: int = 1) -> Sweep:
    """The attacks of S1 on an application that refuses nobody. Answers of 200 are no leak: what they hold is."""
    judge = ContentJudge(clinic.canaries, [(owner_of(n), case.holdings) for n, case in enumerate(clinic.cases)])
    straight = islice(attempts.straight(), 0, None, step)
    with without_application_checks():
        return await sweep(clinic, judge, chain(straight, islice(attempts.crooked(), 0, None, crooked_step)))


class ContentJudge(Judge):
    """Looks at what comes out, not at the status: the application was told to wave everybody through."""

    def leaked(self, attempt: Any, answer: Any) -> str | None:
        """A planted word or an id of somebody whom the attacker may not see."""
        if attempt.route.endswith("/access-log"):
            # One's own log names who opened the chart, and here the application believes that strangers did.
            attempt = replace(attempt, attacker=replace(attempt.attacker, sees_persons=True))
        found = super().leaked(attempt, answer)
        return None if found and found.startswith("status ") else found


@contextmanager
def without_application_checks() -> Iterator[None]:
    """What stands between a signed-in person and the database, gone."""
    execute = AsyncConnection.execute

    async def unfiltered(self: Any, query: Any, params: Any = None, **more: Any) -> Any:
        text = FILTER.sub(r"(\1 OR true)", query) if isinstance(query, str) else query
        return await execute(self, text, params, **more)

    async def waved_through(*_: Any, **__: Any) -> None:
        return None

    with ExitStack() as stack:
        stack.enter_context(patch.object(AsyncConnection, "execute", unfiltered))
        stack.enter_context(patch.object(charts, "refuse", waved_through))
        yield


@contextmanager
def open_database(owner_url: str) -> Iterator[None]:
    """Row-level security off on every table, and the opening function believing everybody."""
    with psycopg.connect(owner_url, autocommit=True) as db:
        tables = db.execute(GUARDED).fetchall()
        for schema, table in tables:
            db.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(schema, table)))
        try:
            yield
        finally:
            for schema, table in tables:
                db.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(sql.Identifier(schema, table)))


def fingerprints(owner_url: str, clinic: Clinic) -> dict[str, str]:
    """What all tables hold of each patient, as a digest: seen as the schema's owner, whom no policy binds."""
    found: dict[str, str] = {}
    with psycopg.connect(owner_url, autocommit=True) as db:
        tables = db.execute(
            """
            SELECT n.nspname, c.relname
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'patient_id'
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('records', 'documents', 'chat')
              AND c.relname <> 'look' -- when who looked last: everybody's own reads write it
            ORDER BY 1, 2
            """
        ).fetchall()
        for case in clinic.cases:
            said = ""
            for schema, table in tables:
                rows = db.execute(
                    sql.SQL(DIGEST).format(sql.Identifier(schema, table)), (case.holdings.patient,)
                ).fetchone()
                said += f"{schema}.{table}={rows[0] if rows else ''};"
            found[case.holdings.patient] = said
    return found


def changed_charts(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Tables of patients that are not as they were."""
    changed = []
    for patient, said in before.items():
        pairs = zip(said.split(";"), after[patient].split(";"), strict=True)
        changed += [f"{patient}: {one.partition('=')[0]}" for one, other in pairs if one != other]
    return changed


def figures(guarded: Sweep, changed: list[str], bare: Sweep) -> list[Row]:
    """Both sweeps as rows."""
    for title, found in (("LEAK", guarded.leaks), ("CHANGED", changed)):
        for each in found[:SHOWN]:
            print(f"{title}: {each}")
    n = guarded.attempts
    return [
        at_least("S2 attempts with the application's checks gone", n, LEAST_ATTEMPTS, "attempts", n),
        at_most("S2 leaks with row-level security alone", len(guarded.leaks), 0, "leaks", n),
        at_most("S2 tables of a patient that a stranger changed", len(changed), 0, "tables", n),
        at_least("S2 leaks with that off as well: the attacks bite", len(bare.leaks), 100, "leaks", bare.attempts),
        told("S2 attempts that ended in the database's own refusal", len(guarded.broken), "attempts", n),
    ]  # fmt: skip
