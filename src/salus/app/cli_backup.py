"""`salus backup` and `salus restore`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from salus.app.cli_keys import DataDirOption

KeysToOption = Annotated[
    str | None, typer.Option("--keys-to", help="Another place, for the keys alone.", show_default=False)
]


def backup(
    to: Annotated[str | None, typer.Argument(help="A folder, or s3://bucket/prefix.", show_default=False)] = None,
    keys_to: KeysToOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Make a backup of everything, while people work. Objects that are there already are not copied again."""
    import asyncio

    from salus.app.backup.make import Places
    from salus.app.backup.schedule import back_up
    from salus.app.connect import connected
    from salus.app.embedded.supervisor import Wanted
    from salus.core.errors import AppError

    named = dict(os.environ)  # before the addresses of our own engines are added
    with connected(data_dir) as settings:
        places = Places.of(settings, to, keys_to)
        is_embedded = Wanted.unless_named(named).postgres
        try:
            manifest = asyncio.run(back_up(settings, places, to or str(settings.backup_to), is_embedded=is_embedded))
        except AppError as error:
            print(error.message, file=sys.stderr)
            raise typer.Exit(2) from error
    rows = sum(table.after for table in manifest.tables.values())
    print(f"Backup {manifest.id}: {manifest.objects} objects, {rows} rows.")
    print(f"Keys: {manifest.keys}, without which nothing in it opens.")
    if not manifest.database:
        print(
            "The database is not in it: DATABASE_URL names a server of yours. Copy that with its own tools, at or "
            f"after position {manifest.marker or '?'} of {manifest.finished_at}:\n"
            "  pg_basebackup with a write-ahead log archive, or your provider's snapshots and point-in-time restore."
        )


def restore(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder, or s3://bucket/prefix.")],
    data_dir: Annotated[Path, typer.Option("--data-dir", help="An empty folder; Salus then starts on it.")],
    to: Annotated[
        str | None, typer.Option(help="A moment, such as 2026-11-25T17:00:05Z; the latest without.", show_default=False)
    ] = None,
    backup_id: Annotated[str | None, typer.Option("--backup", help="Which backup.", show_default=False)] = None,
    backup_only: Annotated[bool, typer.Option("--backup-only", help="Stop where the backup ended.")] = False,
    keys_from: Annotated[
        str | None, typer.Option("--keys-from", help="Where the keys are, if elsewhere.", show_default=False)
    ] = None,
) -> None:
    """Bring a backup back into an empty folder, and compare everything with what was noted."""
    import asyncio

    from salus.app.backup.restore import Wish
    from salus.app.backup.restore import restore as bring_back
    from salus.app.backup.shown import shown
    from salus.core.config import Settings
    from salus.core.errors import AppError
    from salus.core.storage.engines.choose import engine_at

    settings = Settings(data_dir=data_dir)
    wish = Wish(
        backups=engine_at(source),
        keys=engine_at(keys_from or settings.backup_keys_to or source),
        passphrase=settings.backup_passphrase.get_secret_value() if settings.backup_passphrase else None,
        data_dir=data_dir,
        objects_url=settings.objects_url,
        backup_id=backup_id,
        to=_moment(to) if to else None,
        with_log=not backup_only,
        encryption_key=settings.encryption_key.get_secret_value() if settings.encryption_key else None,
    )
    try:
        report = asyncio.run(bring_back(wish))
    except AppError as error:
        print(error.message, file=sys.stderr)
        raise typer.Exit(2) from error
    print(shown(report, data_dir))
    raise typer.Exit(0 if report.is_whole else 1)


def keep_backups() -> None:
    """What runs beside `salus up` where SALUS_BACKUP_TO is set."""
    from salus.app.backup.schedule import keep_backups as run
    from salus.app.children import wait_at_gate
    from salus.core.config import get_settings

    wait_at_gate()
    run(get_settings())


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write it as 2026-11-25T17:00:05Z", param_hint="--to") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
