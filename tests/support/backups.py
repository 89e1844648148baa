"""A small Salus whose engines run in the test, and what is compared before a backup and after a restore.

* `salus`: engines on an own directory with the newest schema; `salus_services`: what a web server has of them
* `place`, `places`: where backups and keys go; `wish`: bring the newest backup back as it ended
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from pydantic import SecretStr

from salus.app.backup.make import Places
from salus.app.backup.restore import Wish
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.supervisor import Wanted, engines
from salus.app.processes import Supervisor
from salus.core.config import Settings
from salus.core.db.migrate import upgrade
from salus.core.services import Services, open_services
from salus.core.storage.engines.choose import engine_at
from tests.support.app import SETUP

PASSPHRASE = "a passphrase of operators"
CANARY = "canary-of-a-patient-"
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}
CONTENT = "SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM {} AS t"


@dataclass(slots=True)
class Installation:
    """A small Salus whose engines run in this test."""

    settings: Settings
    owner_url: str

    @property
    def data_dir(self) -> DataDir:
        """Where it lives."""
        return DataDir(self.settings.data_dir)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that the engines' account may pass."""
    return tmp_path


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the newest schema, to be copied."""
    root = tmp_path_factory.mktemp("prepared") / "data"
    with running(DataDir(root)) as found:
        upgrade(found.owner_url)
    return root


@pytest.fixture
def salus(prepared: Path, home: Path) -> Iterator[Installation]:
    """Engines on an own directory, with the newest schema."""
    shutil.copytree(prepared, home / "data")
    with running(DataDir(home / "data")) as found:
        yield found


class running:  # noqa: N801 - read as a verb
    """The engines of a directory for as long as a block."""

    def __init__(self, data_dir: DataDir) -> None:
        self._data_dir = data_dir
        self._engines = engines(data_dir, Supervisor(), Wanted(valkey=False, settings=THROWAWAY))

    def __enter__(self) -> Installation:
        self._engines.__enter__()
        found = addresses.of_noted(self._data_dir)
        settings = Settings(
            data_dir=self._data_dir.root,
            database_url=SecretStr(found[addresses.DATABASE_URL]),
            owner_database_url=SecretStr(found[addresses.OWNER_DATABASE_URL]),
            log_level="CRITICAL",
        )
        return Installation(settings, found[addresses.OWNER_DATABASE_URL])

    def __exit__(self, *_: object) -> None:
        self._engines.__exit__(None, None, None)


@pytest.fixture
async def salus_services(salus: Installation) -> AsyncIterator[Services]:
    """Its services, as a running web server has them."""
    async with open_services(salus.settings) as services:
        yield services


@pytest.fixture(params=["folder"])
def place(request: pytest.FixtureRequest, home: Path) -> str:
    """Where backups go."""
    return f"s3://{request.getfixturevalue('bucket')}/salus" if request.param == "bucket" else str(home / "backups")


@pytest.fixture
def places(place: str, home: Path, salus: Installation) -> Places:
    """Backups at one place, keys at another."""
    return Places.of(salus.settings, place, str(home / "keys"))


@pytest.fixture
def wish(place: str, home: Path) -> Wish:
    """Bring the newest backup back as it ended."""
    return Wish(engine_at(place), engine_at(home / "keys"), None, home / "restored", with_log=False)


async def keep(services: Services, patient_id: UUID, data: bytes) -> str:
    """An object of a patient, with an audit row."""
    async with services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        await ctx.audit("document.upload", patient_id=patient_id)
        return (await services.storage.put(ctx, patient_id, data)).key


async def read(services: Services, patient_id: UUID, key: str) -> bytes:
    """What was kept."""
    async with services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        return await services.storage.get(ctx, patient_id, key)


async def fill(services: Services, number: int) -> dict[UUID, str]:
    """Patients with an object each."""
    patients = [uuid4() for _ in range(number)]
    return {patient: await keep(services, patient, f"{CANARY}{patient}".encode() * 300) for patient in patients}


def content(owner_url: str) -> dict[str, str]:
    """A digest of every row of every table that does not beat by itself."""
    with psycopg.connect(owner_url) as db:
        tables = db.execute(
            """
            SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)
            FROM pg_tables
            WHERE schemaname <> ALL(%s)
            ORDER BY 1
            """,
            (["pg_catalog", "information_schema", "jobs"],),
        ).fetchall()
        return {name: str(db.execute(CONTENT.format(name)).fetchone()) for (name,) in tables}  # type: ignore[call-overload]  # names are ours


def files_of(folder: Path) -> dict[str, str]:
    """Digest of every object."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and ".unsettled" not in path.parts
    }


def untouched(wish: Wish) -> bool:
    """Nothing is left of a restore."""
    return not wish.data_dir.exists() and not wish.data_dir.with_name(f"{wish.data_dir.name}.restoring").exists()
