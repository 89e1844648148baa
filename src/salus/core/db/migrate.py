"""Bring the schema to the newest version: one linear history, each slice's steps in its own folder."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg

PACKAGE = Path(__file__).resolve().parents[2]
HEAD_FILE_PATTERN = "migrations/[0-9][0-9][0-9][0-9]_*.py"
FOLLOWS = re.compile(r'^down_revision = "(\w+)"$', re.MULTILINE)  # read, for importing them all would import Alembic
LOCK_KEY = 5_414_015  # one migrator at a time; any constant of our own


def migration_folders() -> list[Path]:
    """The folders that hold steps, core first."""
    return sorted(
        {step.parent for step in PACKAGE.glob(f"*/{HEAD_FILE_PATTERN}")},
        key=lambda p: (p.parent.name != "core", p),
    )


def newest_step(package: Path = PACKAGE) -> str:
    """The revision every database should stand at: the one that no other follows. File names are revisions."""
    steps = list(package.glob(f"*/{HEAD_FILE_PATTERN}"))
    followed = {name for step in steps for name in FOLLOWS.findall(step.read_text())}
    (newest,) = {step.stem for step in steps} - followed
    return newest


def current_step(owner_url: str) -> str | None:
    """Where a database stands, or None for an empty one."""
    with psycopg.connect(owner_url, autocommit=True) as db:
        if db.execute("SELECT to_regclass('core.alembic_version')").fetchone() == (None,):
            return None
        row = db.execute("SELECT version_num FROM core.alembic_version").fetchone()
        return str(row[0]) if row else None


def upgrade(owner_url: str) -> None:
    """Run the missing steps. Cheap when there are none: Alembic is not even imported then."""
    if current_step(owner_url) == newest_step():
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("version_path_separator", "os")
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(str(folder) for folder in migration_folders()))
    config.attributes["owner_url"] = owner_url
    with psycopg.connect(owner_url, autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
        command.upgrade(config, "head")
