"""`salus keys`: the keys that wrap the patients' data keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

keys_commands = typer.Typer(help="The keys that wrap the patients' data keys.", no_args_is_help=True)
DataDirOption = Annotated[
    Path | None,
    typer.Option("--data-dir", envvar="SALUS_DATA_DIR", help="Folder of all data and keys.", show_default=False),
]


@keys_commands.command("rotate")
def keys_rotate(data_dir: DataDirOption = None) -> None:
    """Let a new key take over, while everybody works. Killed in the middle, run it again.

    With SALUS_KMS_KEY_ID set the key of KMS takes over; with several keys in ENCRYPTION_KEY, the first.
    """
    import asyncio

    from salus.app.connect import connected
    from salus.app.rotation import rotate

    with connected(data_dir) as settings:
        done = asyncio.run(rotate(settings))
    print(f"Wrapped anew: {done.exchanged} data keys.")
    if done.closed:
        print(f"Left as they were: {done.closed}, which no key here opens. `salus keys show` names their keys.")
        raise typer.Exit(1)
    print("Make a backup, then let go of the old key: salus keys retire")


@keys_commands.command("retire")
def keys_retire(data_dir: DataDirOption = None) -> None:
    """Let go of the keys before the newest, once nothing is wrapped by them."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.rotation import retire

    with connected(data_dir) as settings:
        gone = asyncio.run(retire(settings))
    print(f"Let go: {', '.join(gone)}." if gone else "There is no older key.")


@keys_commands.command("show")
def keys_show(data_dir: DataDirOption = None) -> None:
    """Name the keys, and count what each of them wraps. A name does not tell the key."""
    import asyncio

    from salus.app.connect import connected
    from salus.app.rotation import show

    with connected(data_dir) as settings:
        for use in asyncio.run(show(settings)):
            place = ("wraps new data keys" if use.wraps else "is here") if use.is_here else "IS NOT HERE"
            print(f"{use.key_id:<20} {use.data_keys:>8} data keys, {place}")
