"""The `salus` command. Nothing heavy is imported before a command needs it: help appears at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from salus import __version__
from salus.app.cli_backup import backup, keep_backups, restore
from salus.app.cli_keys import keys_commands

app = typer.Typer(
    name="salus",
    help="Records, documents and grounded chat for a clinic, in one place.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
audit_commands = typer.Typer(help="The record of who read and changed what.", no_args_is_help=True)
models_commands = typer.Typer(help="The models that Salus serves.", no_args_is_help=True)
app.add_typer(audit_commands, name="audit")
app.add_typer(models_commands, name="models")
app.add_typer(keys_commands, name="keys")
app.command()(backup)
app.command()(restore)
app.command("keep-backups", hidden=True)(keep_backups)

DataDirOption = Annotated[
    Path | None,
    typer.Option("--data-dir", envvar="SALUS_DATA_DIR", help="Folder of all data and keys.", show_default=False),
]
HostOption = Annotated[str, typer.Option(envvar="SALUS_HOST", help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(envvar="SALUS_PORT", min=1, max=65535, help="Port of the web server.")]
SlicesOption = Annotated[str, typer.Option(help="Only these parts, by name, with commas.", show_default=False)]


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", envvar="SALUS_DEMO", help="Seed a demo clinic.")] = False,
    port: PortOption = 8000,
    host: HostOption = "127.0.0.1",
    data_dir: DataDirOption = None,
) -> None:
    """Start everything: database, cache, web server and worker. Stop with Ctrl-C."""
    from salus.app.up import Options
    from salus.app.up import up as run_up
    from salus.core.places import default_data_dir

    raise typer.Exit(run_up(Options(data_dir or default_data_dir(), host, port, demo)))


@app.command()
def serve(
    slices: SlicesOption = "",
    port: PortOption = 8000,
    host: HostOption = "127.0.0.1",
) -> None:
    """Run the web server alone, on the engines named by DATABASE_URL and REDIS_URL."""
    os.environ.update(SALUS_PORT=str(port), SALUS_HOST=host)
    from salus.app.serve import serve as run_server

    run_server(_names(slices))


@app.command()
def work(slices: SlicesOption = "") -> None:
    """Run the background worker alone, on the engines named by DATABASE_URL and REDIS_URL."""
    from salus.app.serve import work as run_worker

    run_worker(_names(slices))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Look for what is wrong and say how to mend it. Changes nothing."""
    import json
    from dataclasses import asdict

    from salus.app.doctor import examine, shown
    from salus.core.places import default_data_dir

    findings = examine(data_dir or default_data_dir())
    print(json.dumps([asdict(finding) for finding in findings], indent=1) if as_json else shown(findings))
    raise typer.Exit(int(any(finding.state == "fail" for finding in findings)))


@app.command()
def migrate(data_dir: DataDirOption = None) -> None:
    """Bring the database to the newest schema."""
    from salus.app.connect import connected
    from salus.core.db.migrate import newest_step, upgrade

    with connected(data_dir) as settings:
        upgrade(settings.migration_database_url())
    print(f"The schema stands at {newest_step()}.")


@app.command(hidden=True)
def prepare() -> None:
    """What `salus up` does between the engines and the servers: schema, then the demo clinic where asked for."""
    import asyncio

    from salus.app.maintenance import let_demo_accounts_in, make_room
    from salus.core.config import get_settings
    from salus.core.db.migrate import upgrade

    settings = get_settings()
    upgrade(settings.migration_database_url())
    asyncio.run(make_room(settings))
    asyncio.run(let_demo_accounts_in(settings, allowed=settings.demo))
    if settings.demo:
        from salus.app.demo.seed import seed

        asyncio.run(seed(settings))


@app.command("import")
def import_records(
    paths: Annotated[
        list[Path],
        typer.Argument(exists=True, help="FHIR R4 bundles (.json), C-CDA (.xml, .ccda), packed or not; or folders."),
    ],
    doctor: Annotated[str | None, typer.Option(help="User name of a doctor who treats these patients.")] = None,
    data_dir: DataDirOption = None,
) -> None:
    """Take over records from elsewhere. Running it again changes nothing that is known already."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.importing.load import load
    from salus.app.importing.shown import shown
    from salus.core.db.migrate import upgrade
    from salus.core.errors import AppError

    with connected(data_dir) as settings:
        upgrade(settings.migration_database_url())
        try:
            outcome = asyncio.run(load(settings, paths, doctor))
        except AppError as error:
            print(error.message, file=sys.stderr)
            raise typer.Exit(2) from error
    print(shown(outcome))
    raise typer.Exit(1 if outcome.refused else 0)


@app.command()
def synth(
    patients: Annotated[int, typer.Option(min=0, help="How many synthetic people there should be.")],
    observations: Annotated[int, typer.Option(min=0, help="Values for one chart.")] = 0,
    documents: Annotated[int, typer.Option(min=0, help="Documents for one chart.")] = 0,
    pieces: Annotated[int, typer.Option(min=0, help="Pieces of documents for search, over all charts.")] = 0,
    of: Annotated[str | None, typer.Option(help="Whose chart: an id or a number. The first person's if unset.")] = None,
    doctor: Annotated[str | None, typer.Option(help="User name of the doctor of the first 2,000.")] = None,
    yes: Annotated[bool, typer.Option("--yes-into-this-database", help="Although real people are in it.")] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Fill a database with charts of people who do not exist, to see how it works at any size. Goes on if stopped."""
    from salus.app.connect import connected
    from salus.app.demo.synthetic.load import Wanted, load
    from salus.core.db.migrate import upgrade
    from salus.core.errors import AppError

    wanted = Wanted(patients, observations, documents, pieces, of, doctor, yes)
    with connected(data_dir) as settings:
        upgrade(settings.migration_database_url())
        try:
            load(settings.migration_database_url(), wanted, lambda line: print(f"\r{line}", end="", flush=True))
        except AppError as error:
            print(error.message, file=sys.stderr)
            raise typer.Exit(2) from error
    print("\nDone. All of it is marked as synthetic.")


@app.command()
def reindex(data_dir: DataDirOption = None) -> None:
    """Queue documents that another embedding model has indexed. The worker does it by itself at its start."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.maintenance import reindex as queue_all

    with connected(data_dir) as settings:
        queued, waiting = asyncio.run(queue_all(settings))
    print(f"Queued now: {queued}. Waiting to be indexed again: {waiting}.")


@audit_commands.command("verify")
def audit_verify(data_dir: DataDirOption = None) -> None:
    """Walk the whole chain; name the first row that was changed, removed, inserted or moved."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.maintenance import verify_audit

    with connected(data_dir) as settings:
        verdict = asyncio.run(verify_audit(settings))
    if verdict.ok:
        print(f"The audit chain is whole: {verdict.rows} rows.")
        return
    print(f"The audit chain is broken at row {verdict.first_bad_seq}: {verdict.reason}.", file=sys.stderr)
    print(f"The {verdict.rows} rows before it are as they were written.", file=sys.stderr)
    raise typer.Exit(1)


@audit_commands.command("export")
def audit_export(data_dir: DataDirOption = None) -> None:
    """Sign and export what is new; the worker does it by itself. `verify_audit.py` in the package checks an export."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.maintenance import export_audit
    from salus.core.audit.export import ExportRefused

    with connected(data_dir) as settings:
        try:
            exported = asyncio.run(export_audit(settings))
        except ExportRefused as error:
            print(
                "Not signed: the trail does not go on from its last checkpoint. Keep both, and ask why.",
                file=sys.stderr,
            )
            raise typer.Exit(1) from error
    print(f"Exported and signed: {exported} rows.")


@audit_commands.command("key")
def audit_public_key(data_dir: DataDirOption = None) -> None:
    """The public key that verifies exports. Note it down outside this machine."""
    from salus.app.connect import connected
    from salus.core.audit.export import public_key_of
    from salus.core.keys import audit_key

    with connected(data_dir) as settings:
        print(public_key_of(audit_key(settings)))


@models_commands.command("build")
def models_build() -> None:
    """Build the embedding model from its packaged weights, once."""
    from salus.core.ai.embedding import build
    from salus.core.config import get_settings

    print(build(get_settings().cache_dir))


@app.command("new-slice")
def new_slice(
    name: Annotated[str, typer.Argument(help="Lower case, for example: sleep")],
    root: Annotated[Path, typer.Option(help="The checkout to write into.")] = Path(),
) -> None:
    """Write a new slice: its folder, its tests and its web feature."""
    from salus.app.scaffold import new_slice as write_slice

    try:
        written = write_slice(name, root)
    except ValueError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    for path in written:
        print(path)
    print("Next: place it in one tier (pyproject.toml) and in SLICES (src/salus/app/wiring.py); then make check.")


@app.command()
def version(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Print the version."""
    print(f'{{"version": "{__version__}"}}' if as_json else f"Salus {__version__}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.replace(",", " ").split() if name)


def main() -> None:
    """Run the command line; what keeps the engines from running is told in words, without a traceback."""
    from salus.app.embedded.errors import EmbeddedError

    try:
        app()
    except EmbeddedError as error:
        print(f"{error.problem}\n\n{error.remedy}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
