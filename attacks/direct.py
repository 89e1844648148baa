"""Statements typed by hand as the runtime role, by people who say honestly who they are: 10,000 over every table.

Which tables hold something of a patient is not written down here. It is found by looking, as the schema's owner, for
planted words in every row of everything that the runtime role may touch; so a new table is attacked from its first day.
Each row is then asked for by its place, by its patient and among all rows, changed, removed, and written anew, by
everybody who may not; each attempt is one transaction that is rolled back. The functions that run with the owner's
rights are called as well. With row-level security off the same attempts must bite.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql

from attacks.attempts import owner_of
from attacks.clinic import Case, Clinic, clinic_of_own, engines
from attacks.unguarded import open_database
from bench.report import Row, at_least, at_most, told
from salus.core.config import Settings

PATIENTS = 6
ATTEMPTS, BITES = 10_000, 1_000
SHOWN = 10
SEED = 20261125
OWN_ROWS = frozenset({("a former doctor", "records.break_glass")})  # wrote them, and may read what was written
# All that the runtime role may touch, partitions by their own name as well: a policy of the parent does not bind them.
REACHABLE = """
    SELECT n.nspname, c.relname, c.relkind::text
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND has_schema_privilege('salus_app', n.oid, 'USAGE')
      AND (has_any_column_privilege('salus_app', c.oid, 'SELECT')
           OR has_table_privilege('salus_app', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
    ORDER BY 1, 2
    """
COLUMNS = """
    SELECT a.attname
    FROM pg_attribute AS a
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
    """
# Signing in reads and writes accounts before anybody is known, so the services guard them and no policy; SECURITY.md
# says so. What can be taken there (a person's name and the name they sign in with) is told as a row of its own.
ACCOUNTS = frozenset({"core.app_user", "core.user_name"})
FUNCTIONS = """
    SELECT p.oid::regprocedure::text, n.nspname, p.proname, p.pronargs::integer,
        ARRAY(SELECT t::regtype::text FROM unnest(p.proargtypes) AS t)
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
      AND has_function_privilege('salus_app', p.oid, 'EXECUTE')
    ORDER BY 1
    """


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view; `columns` are those that can be written."""

    schema: str
    name: str
    is_view: bool
    columns: tuple[str, ...]

    @property
    def title(self) -> str:
        """For people."""
        return f"{self.schema}.{self.name}"

    @property
    def quoted(self) -> sql.Identifier:
        """For statements."""
        return sql.Identifier(self.schema, self.name)


@dataclass(frozen=True, slots=True)
class Stolen:
    """A row that holds somebody's words: where it lies, and what it says."""

    relation: Relation
    place: str
    owner: str
    patient: str
    json: str


@dataclass(frozen=True, slots=True)
class Thief:
    """Somebody, as the application would name them to the database."""

    name: str
    actor: str
    role: str
    patient: str = ""
    practitioner: str = ""
    may_see: frozenset[str] = frozenset()
    own_chart: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of all attempts."""

    attempts: int = 0
    tables: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)


def rows() -> list[Row]:
    """A clinic of six; first as it is, then without row-level security."""
    with engines() as settings:
        return asyncio.run(_rows(settings))


async def _rows(settings: Settings) -> list[Row]:
    async with clinic_of_own(settings, PATIENTS) as clinic:
        guarded = await asyncio.to_thread(attack, settings, clinic, ATTEMPTS)
        with open_database(settings.migration_database_url()):
            bare = await asyncio.to_thread(attack, settings, clinic, BITES)
    return figures(guarded, bare)


def attack(settings: Settings, clinic: Clinic, attempts: int) -> Outcome:
    """So many attempts, drawn at random: a thief, somebody else's row, and what to do with it."""
    chance, result = random.Random(SEED), Outcome()
    with psycopg.connect(settings.migration_database_url(), autocommit=True) as owner:
        loot = list(find_loot(owner, clinic))
        calls = [_Call(*row) for row in owner.execute(FUNCTIONS).fetchall()]
    by_table: dict[str, list[Stolen]] = {}
    for each in loot:
        by_table.setdefault(each.relation.title, []).append(each)
    people = thieves(settings, clinic)
    with psycopg.connect(settings.app_database_url(), autocommit=True) as db:
        while result.attempts < attempts:
            result.attempts += 1
            thief, table = chance.choice(people), chance.choice(list(by_table))
            prey = chance.choice(by_table[table])
            if prey.owner in thief.may_see or (thief.name, table) in OWN_ROWS:
                continue
            result.tables.add(table)
            way, deed = chance.choice([*DEEDS.items(), ("function", chance.choice(calls).call)])
            result.ways[way] += 1
            with acting(db, thief):
                found = deed(db, prey)
            if found is not None and (taken := _taken(clinic, thief, found)):
                kept = result.names if table in ACCOUNTS and way != "function" else result.leaks
                kept.append(f"{thief.name}, {way}: {table}: {taken}")
    return result


def find_loot(owner: Connection[Any], clinic: Clinic) -> Iterator[Stolen]:
    """Every row of everything within reach that holds a planted word of one patient."""
    patients = {owner_of(number): case.holdings.patient for number, case in enumerate(clinic.cases)}
    for schema, name, kind in owner.execute(REACHABLE).fetchall():
        title = f"{schema}.{name}"
        columns = tuple(row[0] for row in owner.execute(COLUMNS, (title,)).fetchall())
        relation = Relation(schema, name, kind in "vm", columns)
        place: LiteralString = "''" if kind in "vm" else "t.ctid::text"
        query = sql.SQL("SELECT " + place + ", to_jsonb(t)::text FROM {} AS t").format(relation.quoted)
        for ctid, said in owner.execute(query).fetchall():
            owners = {planted.owner for planted in clinic.canaries.seen_in(said)}
            owners |= {name for name, patient in patients.items() if f'"patient_id": "{patient}"' in said}
            if len(owners) == 1:
                (whose,) = owners
                yield Stolen(relation, ctid, whose, patients[whose], said)


def thieves(settings: Settings, clinic: Clinic) -> list[Thief]:
    """Everybody with an account, each with their own chart open, and nobody at all."""
    with psycopg.connect(settings.migration_database_url(), autocommit=True) as db:

        def user(username: str) -> str:
            row = db.execute("SELECT id::text FROM core.app_user WHERE username = %s", (username,)).fetchone()
            assert row is not None
            return str(row[0])

        found = [Thief("nobody", "", ""), Thief("a service", user(clinic.service.username), "service")]
        for title, member in (("a denied doctor", clinic.denied), ("a former doctor", clinic.former)):
            found.append(Thief(title, user(member.username), "doctor", practitioner=member.own_id or ""))
        for number, case in enumerate(clinic.cases):
            chart, mine = case.holdings.patient, frozenset({owner_of(number)})
            found.append(Thief("another patient", user(case.patient.username), "patient", chart, "", mine, chart))
            found.append(Thief("another doctor", user(case.doctor.username), "doctor", "", case.doctor.own_id or "",
                               _treated(clinic.cases, case), chart))  # fmt: skip
    return found


def _treated(cases: list[Case], of: Case) -> frozenset[str]:
    return frozenset(owner_of(number) for number, case in enumerate(cases) if case.doctor is of.doctor)


@contextmanager
def acting(db: Connection[Any], thief: Thief) -> Iterator[None]:
    """A transaction that says honestly who acts, opens their own chart, and leaves nothing behind."""
    db.execute("BEGIN")
    try:
        for name, value in (("actor", thief.actor), ("role", thief.role), ("patient", thief.patient),
                            ("practitioner", thief.practitioner)):  # fmt: skip
            db.execute("SELECT set_config(%s, %s, true)", (f"salus.{name}", value))
        if thief.own_chart:
            db.execute("SELECT records.open_chart(%s)", (thief.own_chart,))
        yield
    finally:
        db.execute("ROLLBACK")


Deed = Callable[[Connection[Any], Stolen], str | None]


def _answer(db: Connection[Any], query: sql.Composed, params: tuple[Any, ...] = ()) -> str | None:
    """What the statement gives, as text; None where it is refused."""
    try:
        cursor = db.execute(query, params or None)
        return "\n".join(str(row[0]) for row in cursor.fetchmany(2_000)) if cursor.description else None
    except psycopg.Error:
        return None


def _changed(db: Connection[Any], prey: Stolen, query: sql.Composed, params: tuple[Any, ...]) -> str | None:
    """The row's own words where the statement touched anything, for then it touched what is not the thief's."""
    try:
        return prey.json if db.execute(query, params).rowcount > 0 else None
    except psycopg.Error:
        return None


def _by_place(db: Connection[Any], prey: Stolen) -> str | None:
    if prey.relation.is_view:
        return _among_all(db, prey)
    return _answer(
        db,
        sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t WHERE ctid = %s::tid").format(prey.relation.quoted),
        (prey.place,),
    )


def _by_patient(db: Connection[Any], prey: Stolen) -> str | None:
    if "patient_id" not in prey.relation.columns:
        return _by_place(db, prey)
    query = sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t WHERE patient_id = %s").format(prey.relation.quoted)
    return _answer(db, query, (prey.patient,))


def _among_all(db: Connection[Any], prey: Stolen) -> str | None:
    return _answer(db, sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t").format(prey.relation.quoted))


def _each_column(db: Connection[Any], prey: Stolen) -> str | None:
    """Where only some columns may be read."""
    said = []
    for column in prey.relation.columns:
        db.execute("SAVEPOINT one")
        found = _answer(db, sql.SQL("SELECT {}::text FROM {}").format(sql.Identifier(column), prey.relation.quoted))
        db.execute("ROLLBACK TO one")
        said.append(found or "")
    return "\n".join(said)


def _update(db: Connection[Any], prey: Stolen) -> str | None:
    if prey.relation.is_view:
        return None
    column = sql.Identifier(prey.relation.columns[-1])
    query = sql.SQL("UPDATE {} SET {} = {} WHERE ctid = %s::tid").format(prey.relation.quoted, column, column)
    return _changed(db, prey, query, (prey.place,))


def _delete(db: Connection[Any], prey: Stolen) -> str | None:
    if prey.relation.is_view:
        return None
    query = sql.SQL("DELETE FROM {} WHERE ctid = %s::tid").format(prey.relation.quoted)
    return _changed(db, prey, query, (prey.place,))


def _insert(db: Connection[Any], prey: Stolen) -> str | None:
    """The row once more under another id: what is let in would stand in the victim's chart."""
    relation = prey.relation
    if relation.is_view or "patient_id" not in relation.columns:
        return None
    names = [sql.Identifier(column) for column in relation.columns]
    values = [
        sql.SQL("gen_random_uuid()") if column == "id" else sql.SQL("r.{}").format(sql.Identifier(column))
        for column in relation.columns
    ]
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM jsonb_populate_record(NULL::{}, %s::jsonb) AS r").format(
        relation.quoted, sql.SQL(", ").join(names), sql.SQL(", ").join(values), relation.quoted
    )
    return _changed(db, prey, query, (prey.json,))


DEEDS: dict[str, Deed] = {
    "read by its place": _by_place,
    "read by its patient": _by_patient,
    "read among all": _among_all,
    "read column by column": _each_column,
    "changed": _update,
    "removed": _delete,
    "written anew": _insert,
}


@dataclass(frozen=True, slots=True)
class _Call:
    """A function that runs with its owner's rights; the victim's id stands wherever it takes one."""

    title: str
    schema: str
    name: str
    arguments: int
    kinds: list[str]

    def call(self, db: Connection[Any], prey: Stolen) -> str | None:
        """What it gives, as text."""
        values = [prey.patient if kind == "uuid" else "10" if kind == "integer" else None for kind in self.kinds]
        slots = sql.SQL(", ").join(sql.SQL("%s::" + kind) for kind in self.kinds)  # type: ignore[arg-type]  # catalogue's
        query = sql.SQL("SELECT f::text FROM {}({}) AS f").format(sql.Identifier(self.schema, self.name), slots)
        return _answer(db, query, tuple(values))


def _taken(clinic: Clinic, thief: Thief, text: str) -> str | None:
    """What of a stranger's stands in what came out."""
    for planted in clinic.canaries.seen_in(text):
        if planted.owner not in thief.may_see:
            return f"{planted.place} of {planted.owner}"
    for number, case in enumerate(clinic.cases):
        if owner_of(number) not in thief.may_see and f'"patient_id": "{case.holdings.patient}"' in text:
            return f"a row of {owner_of(number)}"
    return None


def figures(guarded: Outcome, bare: Outcome) -> list[Row]:
    """Both as rows."""
    for each in sorted(set(guarded.leaks))[:SHOWN]:
        print(f"LEAK: {each}")
    n = guarded.attempts
    return [
        at_least("S2 statements by hand, the actor told honestly", n, ATTEMPTS, "statements", n),
        at_most("S2 rows of others that were read or written by them", len(guarded.leaks), 0, "rows", n),
        told(
            "S2 accounts' names that were read or written by them: no policy guards these",
            len(guarded.names),
            "rows",
            n,
        ),
        told("S2 tables with something of a patient, found by looking", len(guarded.tables), "tables", n),
        at_least("S2 the same with row-level security off: they bite", len(bare.leaks), 100, "rows", bare.attempts),
    ]
