"""Measured values: interpretation, lists, partitions, the newest of each code, trends and the days of the timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import psycopg
import pytest

from salus.core.context import WORKER
from salus.core.errors import InvalidInput, RoleNotAllowed
from salus.records import kinds
from salus.records import service as records
from salus.records.contract import (
    Direction,
    Interpretation,
    InvalidCursor,
    NewObservation,
    ObservationCategory,
    Tone,
)
from tests.support.clinic import Clinic

NOW = datetime.now(UTC).replace(microsecond=0)
HAEMOGLOBIN, SODIUM, SYSTOLIC = "718-7", "2951-2", "8480-6"


def haemoglobin(number: str, at: datetime = NOW, **changes: object) -> NewObservation:
    values: dict[str, object] = {
        "code": HAEMOGLOBIN,
        "code_display": "Haemoglobin",
        "value": Decimal(number),
        "unit": "g/dL",
        "reference_low": Decimal(12),
        "reference_high": Decimal("15.5"),
        "effective_at": at,
    }
    return NewObservation(**{**values, **changes})  # type: ignore[arg-type]  # tests pass what the fields take


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("11.9", Interpretation.LOW),
        ("12", Interpretation.NORMAL),
        ("15.5", Interpretation.NORMAL),
        ("15.6", Interpretation.HIGH),
    ],
)
async def test_the_interpretation_is_read_off_the_range(clinic: Clinic, value: str, expected: Interpretation) -> None:
    async with clinic.chart() as (ctx, chart):
        assert (await records.add_observation(ctx, chart, haemoglobin(value))).interpretation is expected


async def test_the_laboratorys_own_interpretation_wins(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        new = haemoglobin("6.8", interpretation=Interpretation.CRITICAL_LOW)
        assert (await records.add_observation(ctx, chart, new)).interpretation is Interpretation.CRITICAL_LOW


async def test_every_digit_of_a_value_is_kept(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_observation(ctx, chart, haemoglobin("13.20"))
        assert str((await records.read_observation(ctx, chart, fact.id)).value) == "13.20"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "718-8"}, "code"),
        ({"effective_at": NOW + timedelta(days=3)}, "effective_at"),
        ({"effective_at": datetime(2024, 1, 1)}, "effective_at"),  # noqa: DTZ001 - the missing zone is the point
        ({"value": None}, "value"),
        ({"value": Decimal(132)}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"reference_high": Decimal(2)}, "reference_high"),
        ({"comparator": "="}, "comparator"),
        ({"quality": Decimal(2)}, "quality"),
        ({"note": "a\0b"}, "note"),
    ],
)
async def test_values_that_cannot_be_right_are_refused(clinic: Clinic, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with clinic.chart() as (ctx, chart):
            await records.add_observation(ctx, chart, haemoglobin("13.2", **changes))
    fields = refused.value.details["fields"]
    assert isinstance(fields, dict)
    assert set(fields) == {field}


async def test_a_saturation_above_a_hundred_is_refused(clinic: Clinic) -> None:
    new = NewObservation(
        code="59408-5", code_display="Oxygen saturation", value=Decimal(101), unit="%", effective_at=NOW
    )
    with pytest.raises(InvalidInput):
        async with clinic.chart() as (ctx, chart):
            await records.add_observation(ctx, chart, new)


async def test_lists_are_filtered_by_code_category_and_time(clinic: Clinic) -> None:
    news = [haemoglobin("13", NOW - timedelta(days=days)) for days in (1, 40, 400)]
    pressure = NewObservation(
        code=SYSTOLIC,
        code_display="Systolic blood pressure",
        value=Decimal(128),
        unit="mm[Hg]",
        effective_at=NOW,
        category=ObservationCategory.VITAL_SIGNS,
    )
    async with clinic.chart() as (ctx, chart):
        await records.add_observations(ctx, chart, [*news, pressure])
        assert len(await records.list_observations(ctx, chart)) == 4
        assert len(await records.list_observations(ctx, chart, [HAEMOGLOBIN])) == 3
        assert len(await records.list_observations(ctx, chart, since=NOW - timedelta(days=60))) == 3
        assert len(await records.list_observations(ctx, chart, until=NOW - timedelta(days=60))) == 1
        vital = await records.list_observations(ctx, chart, category=ObservationCategory.VITAL_SIGNS)
        assert [each.code for each in vital] == [SYSTOLIC]
        assert {each.code for each in await records.latest_observations(ctx, chart)} == {HAEMOGLOBIN, SYSTOLIC}


async def test_paging_neither_repeats_nor_skips_equal_times(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        written = await records.add_observations(ctx, chart, [haemoglobin("13", NOW) for _ in range(25)])
        seen: list[object] = []
        cursor = None
        while True:
            page = await records.page_observations(ctx, chart, cursor=cursor, limit=10)
            seen += [each.id for each in page.items]
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
    assert len(seen) == len(set(seen)) == 25
    assert set(seen) == {each.id for each in written}


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!!", "bm90IGpzb24", "W10", "WyJ0aW1lbGluZSIsIjEiLCIyIl0", "é", "A" * 400]
)
async def test_a_foreign_cursor_is_refused(clinic: Clinic, cursor: str) -> None:
    async with clinic.chart() as (ctx, chart):
        if cursor == "":
            assert (await records.page_observations(ctx, chart, cursor=cursor)).items == ()
            return
        with pytest.raises(InvalidCursor):
            await records.page_observations(ctx, chart, cursor=cursor)


async def test_a_value_goes_to_the_partition_of_its_year_and_moves_with_it(
    clinic: Clinic, owner_database_url: str
) -> None:
    this_year = NOW.year
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_observation(ctx, chart, haemoglobin("13", datetime(NOW.year - 1, 5, 1, tzinfo=UTC)))
        old = await records.add_observation(ctx, chart, haemoglobin("13", datetime(1999, 5, 1, tzinfo=UTC)))
    assert await partition_of(owner_database_url, fact.id) == f"observation_{NOW.year - 1}"
    assert await partition_of(owner_database_url, old.id) == "observation_before_2024"
    async with clinic.chart() as (ctx, chart):
        moved = haemoglobin("13", NOW)
        await records.change_observation(ctx, chart, fact.id, 1, moved)
        assert len(await records.observation_history(ctx, chart, fact.id)) == 2
    assert await partition_of(owner_database_url, fact.id) == f"observation_{this_year}"


async def partition_of(url: str, observation_id: object) -> str:
    async with await psycopg.AsyncConnection.connect(url) as db:
        cursor = await db.execute(
            "SELECT tableoid::regclass::text FROM records.observation WHERE id = %s", (observation_id,)
        )
        rows = await cursor.fetchall()
    return ",".join(row[0].removeprefix("records.") for row in rows)


async def test_years_ahead_have_their_partitions_and_the_upkeep_makes_more(fresh_database_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(fresh_database_url, autocommit=True) as db:
        cursor = await db.execute("SELECT records.ensure_observation_partitions(3)")
        assert await cursor.fetchone() == (0,)
        cursor = await db.execute("SELECT records.ensure_observation_partitions(5)")
        assert await cursor.fetchone() == (2,)
        cursor = await db.execute("SELECT to_regclass(%s) IS NOT NULL", (f"records.observation_{NOW.year + 5}",))
        assert await cursor.fetchone() == (True,)


async def test_the_upkeep_is_the_services_and_finds_nothing_to_do(clinic: Clinic) -> None:
    async with clinic.as_actor(WORKER) as ctx:
        assert await records.make_room_for_coming_years(ctx) == 0
    with pytest.raises(RoleNotAllowed):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.make_room_for_coming_years(ctx)


async def test_values_beyond_the_years_made_ahead_wait_in_the_default_and_move_on(fresh_database_url: str) -> None:
    """A wrong clock writes years ahead; the partition that comes later takes the row with it."""
    far = NOW.year + 6
    async with await psycopg.AsyncConnection.connect(fresh_database_url) as db:
        await db.execute("SELECT set_config('salus.role', 'service', true)")
        cursor = await db.execute("SELECT uuidv7()")
        (patient_id,) = await cursor.fetchone() or ()
        await db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        await db.execute(
            "INSERT INTO records.patient (id, given, family, birth_date, sex) "
            "VALUES (%s, 'A', 'B', '1990-01-01', 'other')",
            (patient_id,),
        )
        await db.execute(
            "INSERT INTO records.observation "
            "(patient_id, code, code_display, code_system, effective_at, value, status, category, source) "
            "VALUES (%s, 'x', 'X', 'urn:x', make_timestamptz(%s, 5, 1, 0, 0, 0), 1, 'final', 'laboratory', 'device')",
            (patient_id, far),
        )
        places = "SELECT DISTINCT tableoid::regclass::text FROM records.observation"
        assert await (await db.execute(places)).fetchall() == [("records.observation_default",)]
        await db.execute("SELECT records.ensure_observation_partitions(7)")
        assert await (await db.execute(places)).fetchall() == [(f"records.observation_{far}",)]


async def test_a_query_of_one_year_reads_one_partition(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, _):
        cursor = await ctx.db.execute(
            "EXPLAIN SELECT * FROM records.observation WHERE patient_id = %s AND effective_at >= '2024-01-01' "
            "AND effective_at < '2025-01-01'",
            (clinic.patient_id,),
        )
        plan = "\n".join(row[0] for row in await cursor.fetchall())
    assert "observation_2024" in plan
    assert "observation_2025" not in plan


async def test_a_day_of_results_is_one_line_that_follows_its_values(clinic: Clinic) -> None:
    sodium = NewObservation(code=SODIUM, code_display="Sodium", value=Decimal(140), unit="mmol/L", effective_at=NOW)
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_observation(ctx, chart, haemoglobin("10.1"))
        await records.add_observation(ctx, chart, sodium)
        (line,) = (await records.timeline(ctx, chart)).items
        assert (line.kind, line.title, line.tone) == ("laboratory", "Laboratory results (2)", Tone.WARNING)
        assert line.summary == "1 out of range: Haemoglobin, Sodium"
        await records.mark_observation_as_error(ctx, chart, fact.id, 1)
        (line,) = (await records.timeline(ctx, chart)).items
        assert (line.title, line.summary, line.tone) == ("Laboratory results (1)", "Sodium", Tone.NEUTRAL)


async def test_the_chart_shows_the_last_values_with_their_course(clinic: Clinic) -> None:
    ages = (200, 100, 10)
    news = [
        haemoglobin(value, NOW - timedelta(days=days)) for value, days in zip(("14", "13", "11"), ages, strict=True)
    ]
    async with clinic.chart() as (ctx, chart):
        await records.add_observations(ctx, chart, news)
        (value,) = (await records.chart_view(ctx, chart)).last_values
    assert value.observation.value == Decimal(11)
    assert value.trend is Direction.DOWN
    assert value.previous is not None
    assert value.previous.value == Decimal(13)
    assert [point.value for point in value.history] == [Decimal(14), Decimal(13), Decimal(11)]
    assert value.age.days == 10


async def test_values_in_another_unit_are_not_compared(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        other = haemoglobin("8", NOW - timedelta(days=9), unit="mmol/L", reference_low=None, reference_high=None)
        await records.add_observations(ctx, chart, [other, haemoglobin("13", NOW)])
        (value,) = (await records.chart_view(ctx, chart)).last_values
    assert value.trend is Direction.NONE
    assert len(value.history) == 1


async def test_a_wrong_value_leaves_the_chart_and_the_one_before_it_returns(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_observation(ctx, chart, haemoglobin("13", NOW - timedelta(days=9)))
        wrong = await records.add_observation(ctx, chart, haemoglobin("7", NOW))
        await records.mark_fact_as_error(ctx, chart, kinds.OBSERVATION, wrong.id, 1)
        (value,) = (await records.chart_view(ctx, chart)).last_values
    assert value.observation.value == Decimal(13)


async def test_observations_over_http(client: httpx.AsyncClient, clinic: Clinic) -> None:
    url, signed_in = f"/api/v1/patients/{clinic.patient_id}/observations", {"headers": clinic.doctor.headers}
    body = {
        "code": HAEMOGLOBIN,
        "code_display": "Haemoglobin",
        "value": 13.2,
        "unit": "g/dL",
        "reference_low": 12,
        "effective_at": "2024-10-01T08:00:00+02:00",
    }
    made = await client.post(url, json=body, **signed_in)
    assert made.status_code == 201
    value = made.json()["data"]
    assert (value["value"], value["reference_low"], value["interpretation"]) == (13.2, 12, "N")
    assert value["effective_at"] == "2024-10-01T06:00:00Z"
    page = await client.get(url, params={"codes": f"{HAEMOGLOBIN},{SODIUM}", "limit": 1}, **signed_in)
    assert [each["id"] for each in page.json()["data"]["items"]] == [value["id"]]
    naive = await client.post(url, json={**body, "effective_at": "2024-10-01T08:00:00"}, **signed_in)
    assert (naive.status_code, list(naive.json()["error"]["details"]["fields"])) == (422, ["effective_at"])
    chart = await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", **signed_in)
    assert chart.json()["data"]["last_values"][0]["observation"]["value"] == 13.2
