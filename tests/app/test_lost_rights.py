"""Whoever had a right and lost it gets nothing more: their patients deny every doctor, then the accounts are closed."""

from __future__ import annotations

from pydantic import SecretStr

from attacks import denied
from attacks.clinic import clinic_of_own
from salus.core.config import Settings

WAYS = {"own kept answer", "own cursor", "another's key", "another's cursor", "another's version"}


async def test_whoever_had_a_right_and_lost_it_gets_nothing_more(settings: Settings, fresh_database_url: str) -> None:
    """In a clinic of its own, for what it does to the accounts."""
    own = settings.model_copy(update={"database_url": SecretStr(fresh_database_url)})
    async with clinic_of_own(own, 2) as clinic:
        result = await denied.attack(clinic, own)
    assert result.leaks == []
    assert result.broken == []
    assert result.unaudited == []
    assert set(result.ways) >= WAYS
