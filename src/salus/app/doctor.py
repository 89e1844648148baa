"""`salus doctor`: look at everything that a start needs, change nothing, and say how to mend what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from salus.app.backup.note import told
from salus.app.embedded import addresses, ports
from salus.app.embedded.account import engine_account
from salus.app.embedded.binaries import POSTGRES_MAJOR, in_wheels
from salus.app.embedded.datadir import FREE_FOR_FIRST_START, FREE_FOR_START, DataDir
from salus.app.embedded.errors import EmbeddedError
from salus.app.embedded.probe import ask_database, ask_valkey, count_late_jobs, count_outdated, used_keys
from salus.app.keyring import KMS_REMEDY, RESTORE, Keyring, keys_at_hand, kms_keys, kms_trouble

SUPPORTED = ((3, 11), (3, 13))
LOW_DISK = 1 << 30
DEFAULT_PORT = "8000"
CLOCK_SKEW_S = 2.0  # tokens and timelines of two machines that disagree by more confuse people
PACKAGE = Path(__file__).resolve().parents[1]

State = Literal["ok", "warn", "fail"]
MARKS: Mapping[State, str] = {"ok": "ok", "warn": "WARN", "fail": "FAIL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: State
    note: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at: a directory, and the engines' addresses where something answers there or should."""

    data_dir: DataDir
    is_running: bool
    found: Mapping[str, str]

    @property
    def database_url(self) -> str | None:
        """As the runtime role."""
        return self.found.get(addresses.DATABASE_URL)

    @property
    def redis_url(self) -> str | None:
        """The cache."""
        return self.found.get(addresses.REDIS_URL)


def examine(place: Path) -> list[Finding]:
    """All checks in order; one that breaks is itself a finding."""
    scene = _scene(DataDir(place))
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            findings += check(scene)
        except Exception as error:
            findings.append(Finding(name, "fail", f"could not be checked: {_first_line(error)}"))
    return findings


def shown(findings: list[Finding]) -> str:
    """For people: one line each, remedies below what needs them, a summary at the end."""
    lines = []
    for finding in findings:
        lines.append(f"{MARKS[finding.state]:>4}  {finding.check:<16} {finding.note}")
        if finding.state != "ok" and finding.remedy:
            lines.append(f"{'':23}-> {finding.remedy}")
    failed = sum(finding.state == "fail" for finding in findings)
    warned = sum(finding.state == "warn" for finding in findings)
    lines.append(f"\n{failed} wrong, {warned} to look at." if failed or warned else "\nAll is well.")
    return "\n".join(lines)


def _scene(data_dir: DataDir) -> Scene:
    try:
        is_running = data_dir.lock_file.exists() and data_dir.is_locked
        found = addresses.of_noted(data_dir) if is_running else {}
    except (OSError, EmbeddedError):
        is_running, found = False, {}  # what is wrong there, the checks will say
    names = (addresses.DATABASE_URL, addresses.OWNER_DATABASE_URL, addresses.REDIS_URL)
    named = {name: os.environ[name] for name in names if os.environ.get(name)}
    if addresses.DATABASE_URL in named:
        named.setdefault(addresses.OWNER_DATABASE_URL, named[addresses.DATABASE_URL])
    return Scene(data_dir, is_running, {**found, **named})


def _python(_: Scene) -> Iterator[Finding]:
    here, (oldest, newest) = sys.version_info[:2], SUPPORTED
    note = f"{sys.version.split()[0]} at {sys.executable}"
    if oldest <= here <= newest:
        yield Finding("Python", "ok", note)
    else:
        yield Finding("Python", "fail", note, "Use Python 3.11, 3.12 or 3.13.")


def _data_directory(scene: Scene) -> Iterator[Finding]:
    root, name = scene.data_dir.root, "Data directory"
    if not root.exists():
        above = next(folder for folder in root.parents if folder.exists())
        if os.access(above, os.W_OK):
            yield Finding(name, "ok", f"{root} is not there yet; the first start makes it")
        else:
            remedy = "Choose another with --data-dir DIR, or give this account the right to write there."
            yield Finding(name, "fail", f"{root} is not there and {above} may not be written", remedy)
        return
    if os.statvfs(root).f_flag & os.ST_RDONLY:
        remedy = "Find out why (dmesg), mend the disk and mount it writable; Salus goes on by itself."
        yield Finding(name, "fail", f"{root} lies on a disk that is mounted read-only", remedy)
        return
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        remedy = (
            f"It belongs to account number {root.stat().st_uid}: start Salus as that one, or choose --data-dir DIR."
        )
        yield Finding(name, "fail", f"{root} may not be read and written", remedy)
        return
    foreign = [f for f in (scene.data_dir.keys, scene.data_dir.run) if f.exists() and f.stat().st_uid != os.geteuid()]
    if foreign:
        owner = foreign[0].stat().st_uid
        remedy = f"Start Salus as its owner, or take it over: chown -R {os.geteuid()} {root}"
        yield Finding(name, "fail", f"{root} belongs to account number {owner}", remedy)
    elif scene.data_dir.keys.exists() and scene.data_dir.keys.stat().st_mode & 0o077:
        yield Finding(name, "fail", f"{scene.data_dir.keys} is open to others", f"chmod 700 {scene.data_dir.keys}")
    else:
        yield Finding(name, "ok", str(root))


def _free_space(scene: Scene) -> Iterator[Finding]:
    place = next(folder for folder in (scene.data_dir.root, *scene.data_dir.root.parents) if folder.exists())
    disk = os.statvfs(place)
    free = disk.f_bavail * disk.f_frsize
    needed = FREE_FOR_START if scene.data_dir.has_database else FREE_FOR_FIRST_START
    state: State = "fail" if free < needed else "warn" if free < LOW_DISK else "ok"
    yield Finding("Free space", state, f"{free / 2**30:.1f} GiB", f"Free some space on the disk of {place}.")


def _running_salus(scene: Scene) -> Iterator[Finding]:
    if not scene.is_running:
        yield Finding("Running", "ok", "no Salus runs on this directory; `salus up` starts one")
        return
    state = scene.data_dir.read_state()
    yield Finding("Running", "ok", f"process {state.pid} at {state.url or 'no address'} since {state.started_at}")
    if state.url:
        missing = {"Web server", "Worker"} - state.processes.keys()
        if missing:
            remedy = f"Look into {scene.data_dir.logs}; it is being started again."
            yield Finding("Processes", "warn", f"not running at this moment: {', '.join(sorted(missing))}", remedy)
        else:
            yield Finding("Processes", "ok", ", ".join(sorted(state.processes)))


def _engine_programs(_: Scene) -> Iterator[Finding]:
    try:
        programs, account = in_wheels(), engine_account()
    except EmbeddedError as error:
        yield Finding("Engines", "fail", error.problem, error.remedy)
        return
    runner = f"run as {account.name}" if account else "run as you"
    yield Finding("Engines", "ok", f"{programs.postgres_bin.parent.name} and Valkey are installed, {runner}")


def _web_port(scene: Scene) -> Iterator[Finding]:
    url = scene.data_dir.read_state().url if scene.is_running else ""
    port = int(url.rpartition(":")[2] or os.environ.get("SALUS_PORT", DEFAULT_PORT))
    if ports.is_free(port):
        yield Finding("Web port", "ok", f"{port} is free")
    elif url:
        yield Finding("Web port", "ok", f"{port} is ours")
    else:
        yield Finding("Web port", "warn", f"{port} is used by another program", f"Start with --port {port + 1}.")


def _key_files(scene: Scene) -> Iterator[Finding]:
    data_dir = scene.data_dir
    held_elsewhere = os.environ.get("ENCRYPTION_KEY") or os.environ.get("SALUS_ENCRYPTION_KEY")
    files = [data_dir.secrets_file, *([] if held_elsewhere else [data_dir.encryption_key_file])]
    missing = [file.name for file in files if not file.exists()]
    open_to_others = [file for file in files if file.exists() and file.stat().st_mode & 0o077]
    if missing and data_dir.has_database:
        yield Finding("Keys", "fail", f"missing: {', '.join(missing)}", f"Restore {data_dir.keys} from your backup.")
    elif missing:
        yield Finding("Keys", "ok", "none yet; the first start makes them")
    elif open_to_others:
        remedy = f"chmod 600 {' '.join(map(str, open_to_others))}"
        yield Finding("Keys", "fail", "readable by other accounts", remedy)
    else:
        yield Finding("Keys", "ok", f"in {data_dir.keys}, for their owner alone; keep a copy elsewhere")


def _database(scene: Scene) -> Iterator[Finding]:
    version_file = scene.data_dir.postgres / "PG_VERSION"
    if version_file.exists() and version_file.read_text().strip() != str(POSTGRES_MAJOR):
        found = version_file.read_text().strip()
        remedy = "Dump it with the Salus that wrote it, then load the dump into a new directory."
        yield Finding("Database", "fail", f"written by PostgreSQL {found}, {POSTGRES_MAJOR} is needed", remedy)
    if scene.database_url is None:
        yield Finding("Database", "ok", "not running; checked when `salus up` runs")
        return
    import psycopg

    try:
        facts = ask_database(scene.database_url)
    except psycopg.OperationalError as error:
        remedy = f"See {scene.data_dir.logs / 'postgres.log'}, or the address in DATABASE_URL."
        yield Finding("Database", "fail", f"does not answer: {_first_line(error)}", remedy)
        return
    if facts.server_version < POSTGRES_MAJOR * 10_000:
        remedy = f"Salus needs PostgreSQL {POSTGRES_MAJOR} (uuidv7)."
        yield Finding("Database", "fail", f"PostgreSQL {facts.version} is too old", remedy)
    else:
        yield Finding("Database", "ok", f"PostgreSQL {facts.version} answers as {facts.role}")
    if facts.pgvector is None:
        remedy = "As a superuser, in this database: CREATE EXTENSION vector"
        yield Finding("pgvector", "fail", "is not installed in this database", remedy)
    else:
        yield Finding("pgvector", "ok", facts.pgvector)
    if facts.passes_row_security:
        remedy = f"Give DATABASE_URL the role {addresses.APP_ROLE} and SALUS_OWNER_DATABASE_URL the owner."
        yield Finding("Row security", "fail", f"the role {facts.role} is not bound by it", remedy)
    skew_s = abs((facts.now - datetime.now(UTC)).total_seconds())
    if skew_s > CLOCK_SKEW_S:
        yield Finding(
            "Clock", "warn", f"{skew_s:.0f} s away from the database's", "Let both follow one time server (NTP)."
        )


def _schema(scene: Scene) -> Iterator[Finding]:
    owner = scene.found.get(addresses.OWNER_DATABASE_URL)
    if owner is None:
        return
    from salus.core.db.migrate import current_step, newest_step

    stands, newest = current_step(owner), newest_step()
    if stands == newest:
        yield Finding("Schema", "ok", newest)
    else:
        remedy = "Run `salus migrate` (a start of `salus up` does it too)."
        yield Finding("Schema", "fail", f"stands at {stands or 'nothing'}, this Salus needs {newest}", remedy)


def _data_keys(scene: Scene) -> Iterator[Finding]:
    url = scene.found.get(addresses.OWNER_DATABASE_URL)
    if url is None:
        return
    named = os.environ.get("ENCRYPTION_KEY") or os.environ.get("SALUS_ENCRYPTION_KEY")
    ring = Keyring(keys_at_hand(scene.data_dir, named), used_keys(url))
    for kms_key in kms_keys(ring.used, os.environ.get("SALUS_KMS_KEY_ID")):
        trouble = kms_trouble(kms_key)
        note = f"{kms_key} cannot be used: {trouble}" if trouble else f"{kms_key} may be used"
        yield Finding("KMS key", "fail" if trouble else "ok", note, KMS_REMEDY)
    if ring.trouble:
        yield Finding("Data keys", "fail", ring.trouble, RESTORE)
    elif ring.used and ring.closed:
        note = f"some were wrapped by another key than the one here: {', '.join(sorted(ring.closed))}"
        yield Finding("Data keys", "fail", note, RESTORE)
    elif ring.used:
        yield Finding("Data keys", "ok", f"all wrapped by {', '.join(sorted(ring.used))}")
    else:
        yield Finding("Data keys", "ok", "none yet")


def _backup(scene: Scene) -> Iterator[Finding]:
    if not scene.data_dir.has_database or scene.data_dir.read_state().has_demo:
        return
    is_young, note = told(scene.data_dir.root, float(os.environ.get("SALUS_BACKUP_EVERY_H", "24")))
    remedy = "Run `salus backup`, or set SALUS_BACKUP_TO; docs/backup.md says how."
    yield Finding("Backup", "ok" if is_young else "warn", note, remedy)


def _cache(scene: Scene) -> Iterator[Finding]:
    if scene.redis_url is None:
        yield Finding("Cache", "ok", "not running; checked when `salus up` runs")
        return
    import redis

    try:
        yield Finding("Cache", "ok", f"{ask_valkey(scene.redis_url)} answers")
    except redis.RedisError as error:
        remedy = f"See {scene.data_dir.logs / 'valkey.log'}, or the address in REDIS_URL."
        yield Finding("Cache", "fail", f"does not answer: {_first_line(error)}", remedy)


def _jobs(scene: Scene) -> Iterator[Finding]:
    from salus.core.config import get_settings

    engine = get_settings().jobs_engine
    if scene.database_url is None:
        yield Finding("Jobs", "ok", f"carried by {engine}; checked when `salus up` runs")
        return
    late = count_late_jobs(scene.database_url)
    if late:
        remedy = f"See that a worker runs (`salus work`) and its log in {scene.data_dir.logs}."
        if engine == "celery":
            remedy += " Celery needs the server of REDIS_URL; until it answers, jobs wait safely in the database."
        yield Finding("Jobs", "warn", f"{late} wait for longer than a minute, carried by {engine}", remedy)
    else:
        yield Finding("Jobs", "ok", f"none waits for longer than a minute, carried by {engine}")


def _model(_: Scene) -> Iterator[Finding]:
    from salus.core.ai.embedding import MODEL_ID, is_built
    from salus.core.config import get_settings

    if is_built(get_settings().cache_dir):
        yield Finding("Model", "ok", f"{MODEL_ID}, as built")
    else:
        yield Finding(
            "Model", "warn", "not built yet, or damaged; the first use builds it", "Run `salus models build`."
        )


def _language_model(_: Scene) -> Iterator[Finding]:
    import asyncio

    from salus.core.ai.models import ask_whether_it_answers
    from salus.core.config import get_settings

    name = "Language model"
    try:
        health = asyncio.run(ask_whether_it_answers(get_settings()))
    except RuntimeError as error:
        yield Finding(name, "fail", str(error), "Set one model as the settings say, or none.")
        return
    if health is None:
        yield Finding(name, "ok", "none is set; answers are taken word for word from the record")
    elif health.trouble is None:
        yield Finding(name, "ok", f"{health.name} answers, {health.name.place}")
    else:
        remedy = "Check its address, key and limits; until then answers are taken word for word from the record."
        yield Finding(name, "warn", f"{health.name} does not answer: {health.trouble.value}", remedy)


def _vectors(scene: Scene) -> Iterator[Finding]:
    if scene.database_url is None:
        return
    from salus.core.ai.embedding import MODEL_ID

    waiting = count_outdated(scene.database_url, MODEL_ID)
    if waiting == 0:
        yield Finding("Search", "ok", f"every document that is indexed is indexed by {MODEL_ID}")
    else:
        note = f"{waiting} waiting to be indexed by {MODEL_ID}; until then they are found by their words alone"
        remedy = "A worker does it by itself while nothing else waits; one that was given up stands among the jobs."
        yield Finding("Search", "warn", note, remedy)


def _pages(_: Scene) -> Iterator[Finding]:
    if (PACKAGE / "app" / "static" / "index.html").is_file():
        yield Finding("Pages", "ok", "built")
    else:
        yield Finding("Pages", "fail", "the web pages are not built", "Run `make setup`.")


def _clock(_: Scene) -> Iterator[Finding]:
    built_at = datetime.fromtimestamp((PACKAGE / "__init__.py").stat().st_mtime, UTC)
    now = datetime.now(UTC)
    if now < built_at:
        remedy = "Set the clock; times in the record would be wrong."
        yield Finding("Clock", "fail", f"{now:%Y-%m-%d %H:%M} UTC lies before this program was installed", remedy)
    else:
        yield Finding("Clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


CHECKS: dict[str, Callable[[Scene], Iterator[Finding]]] = {
    "Python": _python,
    "Data directory": _data_directory,
    "Free space": _free_space,
    "Keys": _key_files,
    "Engines": _engine_programs,
    "Running": _running_salus,
    "Web port": _web_port,
    "Database": _database,
    "Schema": _schema,
    "Data keys": _data_keys,
    "Backup": _backup,
    "Cache": _cache,
    "Jobs": _jobs,
    "Model": _model,
    "Language model": _language_model,
    "Search": _vectors,
    "Pages": _pages,
    "Clock": _clock,
}
