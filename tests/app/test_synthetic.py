"""Synthetic charts: the same people every time, marked as such, loaded past the services yet as the services would."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr

from salus.app.demo.synthetic import SYSTEM, load, names, store
from salus.app.demo.synthetic.load import NobodyToFill, RealPeople, Wanted
from salus.app.demo.synthetic.people import person
from salus.core.audit.contract import AuditFilter
from salus.core.audit.service import read_rows, verify_chain
from salus.core.config import Settings
from salus.core.context import Actor, Role
from salus.core.services import Services, open_services
from salus.documents import service as documents
from salus.records import service as records
from salus.records.contract import Identifier, ObservationCategory
from tests.conftest import Engines
from tests.support.app import SETUP
from tests.support.clinic import a_patient

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WANTED = Wanted(patients=12, observations=900, documents=6, pieces=0, of="SYN-0000003")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database of its own with an owner's address, and services on it."""

    owner_url: str
    services: Services

    def count(self, table: str) -> int:
        with psycopg.connect(self.owner_url) as db:
            row = db.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])

    async def doctor(self) -> Actor:
        async with self.services.transaction(SETUP, "test") as ctx:
            (found,) = (await records.find_practitioners(ctx)).items
        return Actor(UUID(int=9), Role.DOCTOR, "Dr. Test", practitioner_id=found.id)


@pytest.fixture
async def empty(fresh_database_url: str, engines: Engines, tmp_path: object) -> AsyncIterator[Loaded]:
    name = fresh_database_url.rpartition("/")[2]
    settings = Settings(database_url=SecretStr(fresh_database_url), log_level="CRITICAL")
    async with open_services(settings) as services:
        yield Loaded(engines.database_url("salus_owner", name), services)


@pytest.fixture
async def loaded(empty: Loaded) -> Loaded:
    load.load(empty.owner_url, WANTED, lambda line: None)
    return empty


def test_a_number_always_gives_the_same_person() -> None:
    assert person(7, NOW) == person(7, NOW)
    assert person(7, NOW).id != person(8, NOW).id


def test_people_are_of_many_names_and_some_were_mistyped() -> None:
    people = [person(number, NOW) for number in range(1, 2001)]
    assert len({(who.given, who.family) for who in people}) > 1500
    known = {part for name in names.FAMILIES for part in (name, *name.split())}
    slips = [who.family for who in people if not set(who.family.replace("-", " ").split()) <= known
             and who.family not in known and not any(name in who.family for name in names.FAMILIES)]  # fmt: skip
    assert 5 < len(slips) < 80
    assert {"female", "male"} <= {who.sex for who in people}
    assert all(-1 < (NOW.date() - who.birth_date).days / 365 < 103 for who in people)


@pytest.mark.parametrize("seed", range(30))
def test_a_slip_changes_a_name_a_little(seed: int) -> None:
    slipped = names.slipped(Random(seed), "Müller")
    assert abs(len(slipped) - 6) <= 1
    assert len(set("Müller") - set(slipped)) <= 1


async def test_all_that_is_wanted_is_there_and_marked(loaded: Loaded) -> None:
    assert loaded.count("records.patient") == 12
    assert loaded.count(f"records.patient_identifier WHERE system = '{SYSTEM}'") == 12
    assert loaded.count("records.observation WHERE origin LIKE 'synthetic/filled/%'") == 900
    assert loaded.count("documents.document WHERE filename LIKE 'synthetic-%' AND title LIKE 'Synthetic %'") == 6
    for table in ("observation", "condition", "medication_statement", "encounter"):
        assert loaded.count(f"records.{table} WHERE origin NOT LIKE 'synthetic/%' OR origin IS NULL") == 0


async def test_every_batch_stands_in_an_audit_chain_that_holds(loaded: Loaded) -> None:
    async with loaded.services.transaction(SETUP, "test") as ctx:
        rows = await read_rows(ctx, AuditFilter(action="synthetic.", limit=100))
        verdict = await verify_chain(ctx.db)
    assert {row.action for row in rows} == {"synthetic.people", "synthetic.values", "synthetic.documents"}
    assert verdict.ok


async def test_a_second_load_adds_nothing_and_a_larger_one_only_what_is_missing(loaded: Loaded) -> None:
    tables = ("records.patient", "records.observation", "documents.chunk", "records.timeline_entry", "core.audit_event")
    before = [loaded.count(table) for table in tables]
    load.load(loaded.owner_url, WANTED, lambda line: None)
    assert [loaded.count(table) for table in tables] == before
    load.load(loaded.owner_url, replace(WANTED, patients=14), lambda line: None)
    assert loaded.count("records.patient") == 14


async def test_a_load_that_was_stopped_goes_on(empty: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PEOPLE_A_BATCH", 5)

    def stop(line: str) -> None:
        if "10" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load.load(empty.owner_url, Wanted(patients=12), stop)
    assert empty.count("records.patient") == 10
    load.load(empty.owner_url, Wanted(patients=12), lambda line: None)
    assert empty.count("records.patient") == 12


async def test_a_database_with_real_people_is_left_alone_unless_one_insists(empty: Loaded) -> None:
    async with empty.services.transaction(SETUP, "test") as ctx:
        await records.create_patient(ctx, a_patient())
    with pytest.raises(RealPeople):
        load.load(empty.owner_url, Wanted(patients=1), lambda line: None)
    assert empty.count("records.patient") == 1
    load.load(empty.owner_url, Wanted(patients=1, is_confirmed=True), lambda line: None)
    assert empty.count("records.patient") == 2


async def test_pieces_are_spread_over_charts_until_there_are_enough(empty: Loaded) -> None:
    load.load(empty.owner_url, Wanted(patients=8, pieces=700), lambda line: None)
    pieces = empty.count("documents.chunk")
    assert pieces >= 700
    load.load(empty.owner_url, Wanted(patients=8, pieces=700), lambda line: None)
    assert empty.count("documents.chunk") == pieces


async def test_nobody_is_filled_who_is_not_there(empty: Loaded) -> None:
    with pytest.raises(NobodyToFill):
        load.load(empty.owner_url, Wanted(patients=1, observations=10, of="SYN-0000099"), lambda line: None)


async def test_services_read_what_was_loaded_as_their_own(loaded: Loaded) -> None:
    doctor = await loaded.doctor()
    async with loaded.services.transaction(doctor, "test") as ctx:
        page = await records.find_patients(ctx, identifier="SYN-0000003")
        (who,) = page.items
        assert who.identifiers == (Identifier(SYSTEM, "SYN-0000003"),)
        chart = await records.open_chart(ctx, who.id)
        view = await records.chart_view(ctx, chart)
        assert len(view.last_values) > 15
        assert len(view.documents) == 6
        found = await documents.list_documents(ctx, chart)
        assert [each.page_count for each in found]
        read = await documents.read_page(ctx, chart, found[0], 1)
        assert len(read.page.words) > 50
        assert len((await documents.review_queue(ctx)).items) == 2
        assert len(await records.read_worklist(ctx)) == 12


async def test_the_timeline_is_what_the_service_would_write(loaded: Loaded) -> None:
    """A value written by hand on a day that was loaded replaces that day's line and makes no second one."""
    doctor = await loaded.doctor()
    async with loaded.services.transaction(doctor, "test") as ctx:
        (who,) = (await records.find_patients(ctx, identifier="SYN-0000003")).items
        chart = await records.open_chart(ctx, who.id)
        (newest,) = await records.list_observations(ctx, chart, category=ObservationCategory.VITAL_SIGNS, limit=1)
        before = await records.timeline(ctx, chart, ["vital-signs"], limit=200)
        new = records.kinds.OBSERVATION.content_of(newest)
        await records.add_observation(ctx, chart, new)
        after = await records.timeline(ctx, chart, ["vital-signs"], limit=200)
    assert len(after.items) == len(before.items)


async def test_vectors_have_the_length_of_one_and_the_schema_s_dimension(loaded: Loaded) -> None:
    with psycopg.connect(loaded.owner_url) as db:
        row = db.execute(
            "SELECT vector_norm(embedding), vector_dims(embedding) FROM documents.chunk LIMIT 1"
        ).fetchone()
        assert row is not None
        assert math.isclose(row[0], 1.0, abs_tol=1e-5)
        assert row[1] == store.dimension(db)
