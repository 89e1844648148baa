"""Everybody knows the demo accounts' password, so they are open in demo mode and locked outside it."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from salus.app import demo
from salus.app.embedded.probe import count_open_accounts
from salus.app.maintenance import let_demo_accounts_in
from salus.core.auth import service as auth
from salus.core.auth.contract import NewAccount
from salus.core.config import Settings
from salus.core.context import WORKER, Role
from salus.core.services import open_services


async def test_demo_accounts_are_locked_outside_demo_mode_and_others_are_not(
    fresh_database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=SecretStr(fresh_database_url), data_dir=tmp_path)
    async with open_services(settings) as services, services.transaction(WORKER, "test") as ctx:
        for username in ("admin@salus.demo", "real@clinic.example"):
            await auth.create_account(ctx, NewAccount(username, "Somebody", Role.ADMIN, "a-long-password", None, None))
    await let_demo_accounts_in(settings, allowed=False)
    assert count_open_accounts(fresh_database_url, demo.ACCOUNTS) == 0
    assert count_open_accounts(fresh_database_url, ["real@clinic.example"]) == 1
    await let_demo_accounts_in(settings, allowed=True)
    assert count_open_accounts(fresh_database_url, demo.ACCOUNTS) == 1
