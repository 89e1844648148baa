"""With the application's own checks taken away, the database alone lets nothing out; and the attacks would see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from attacks import direct, unguarded
from attacks.attempts import Attempts
from attacks.clinic import Clinic, clinic_of_own
from salus.core.config import Settings
from salus.core.keys import signing_key
from tests.conftest import Engines


@pytest.fixture
def owner_url(engines: Engines, fresh_database_url: str) -> str:
    return engines.database_url("salus_owner", fresh_database_url.rpartition("/")[2])


@pytest.fixture
async def besieged(settings: Settings, fresh_database_url: str) -> AsyncIterator[Clinic]:
    own = settings.model_copy(update={"database_url": SecretStr(fresh_database_url)})
    async with clinic_of_own(own, 2) as clinic:
        yield clinic


async def test_row_level_security_alone_lets_nothing_out_and_without_it_the_attacks_bite(
    besieged: Clinic, settings: Settings, owner_url: str
) -> None:
    attempts = Attempts(besieged, signing_key(settings))
    before = unguarded.fingerprints(owner_url, besieged)
    guarded = await unguarded.attack(besieged, attempts, step=2, crooked_step=80)
    assert guarded.leaks == []
    assert unguarded.changed_charts(before, unguarded.fingerprints(owner_url, besieged)) == []
    with unguarded.open_database(owner_url):
        bare = await unguarded.attack(besieged, attempts, step=11, crooked_step=400)
    assert len(bare.leaks) > 20, "attacks that find nothing in an open database prove nothing"


async def test_nobody_gets_a_row_of_others_by_hand_and_without_the_policies_everybody_does(
    besieged: Clinic, settings: Settings, owner_url: str, fresh_database_url: str
) -> None:
    own = settings.model_copy(
        update={"database_url": SecretStr(fresh_database_url), "owner_database_url": SecretStr(owner_url)}
    )
    guarded = await asyncio.to_thread(direct.attack, own, besieged, 1_500)
    assert guarded.leaks == []
    assert len(guarded.tables) > 25, "tables with something of a patient are found by looking"
    with unguarded.open_database(owner_url):
        bare = await asyncio.to_thread(direct.attack, own, besieged, 300)
    assert len(bare.leaks) > 50, "attempts that take nothing from an open database prove nothing"
