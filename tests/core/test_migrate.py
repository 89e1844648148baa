"""The schema's history: one line of steps, whose end is found without Alembic."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from salus.core.db.migrate import PACKAGE, migration_folders, newest_step


def test_the_newest_step_is_the_only_one_that_no_other_follows() -> None:
    """Numbers are given out before steps land, so that the highest one need not be the last."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "core/db/alembic"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(map(str, migration_folders())))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_step()]
