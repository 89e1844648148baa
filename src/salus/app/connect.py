"""Give one command its engines: those that the operator named, those that run already, or its own for the while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.supervisor import Wanted, engines
from salus.app.keyring import require_right_key_of
from salus.app.processes import Supervisor
from salus.core.config import Settings
from salus.core.places import default_data_dir


@contextmanager
def connected(data_dir: Path | None) -> Iterator[Settings]:
    """Settings with addresses that answer. Engines started here stop when the block ends."""
    place = DataDir(data_dir or Path(os.environ.get("SALUS_DATA_DIR") or default_data_dir()))
    os.environ["SALUS_DATA_DIR"] = str(place.root)
    wanted = Wanted.unless_named(os.environ)
    if not wanted.postgres:
        yield _with_right_key(Settings())
        return
    found = addresses.of_running(place)
    if addresses.DATABASE_URL in found:
        yield _with_right_key(_settings(found))
        return
    # Ctrl-C stays an interrupt of the command itself; on its way out the engines are stopped in good order.
    with engines(place, Supervisor(), wanted):
        yield _with_right_key(_settings(addresses.of_noted(place)))


def _settings(found: dict[str, str]) -> Settings:
    for name, address in found.items():
        os.environ.setdefault(name, address)
    return Settings()


def _with_right_key(settings: Settings) -> Settings:
    require_right_key_of(settings, settings.migration_database_url())
    return settings
