"""Who runs the engines: PostgreSQL refuses to be root, so root hands both engines to an account without rights."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from salus.app.embedded.errors import EngineMissing

ENGINE_USER = "nobody"  # exists everywhere and owns nothing; initdb insists on an account with a name


@dataclass(frozen=True, slots=True)
class Account:
    """A system account by name and number."""

    name: str
    uid: int
    gid: int


def engine_account() -> Account | None:
    """The account that engines switch to, or None when they simply run as the person who started Salus."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ENGINE_USER)
    except KeyError:
        raise EngineMissing(
            f"PostgreSQL does not run as root, and this system has no account `{ENGINE_USER}` to run it as.",
            f"Create one (useradd --system {ENGINE_USER}), or start Salus as a normal user.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def give(folder: Path, account: Account | None) -> None:
    """Make the account the owner of the folder and all in it, unless it is so already."""
    if account is None or folder.stat().st_uid == account.uid:
        return
    for path in folder.rglob("*"):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    # The folder last: its owner is the mark that all within is done.
    os.chown(folder, account.uid, account.gid)


def everyone_can_reach(path: Path) -> bool:
    """Whether any account may pass through all folders above a path and read the path itself."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in resolved.parents) and bool(resolved.stat().st_mode & 0o004)
