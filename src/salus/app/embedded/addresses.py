"""Where the embedded engines are found, under the names by which settings know them."""

from __future__ import annotations

from salus.app.embedded.datadir import DataDir, Secrets
from salus.app.embedded.ports import LOOPBACK

OWNER_ROLE, APP_ROLE, DATABASE = "salus_owner", "salus_app", "salus"
BACKUP_ROLE = "salus_backup"  # may copy the cluster and receive its write-ahead log, and see no table
POSTGRES_PORT, VALKEY_PORT = "postgres", "valkey"  # names in the note of ports

DATABASE_URL = "DATABASE_URL"
OWNER_DATABASE_URL = "SALUS_OWNER_DATABASE_URL"
REDIS_URL = "REDIS_URL"


def database_url(secrets: Secrets, port: int, role: str = APP_ROLE, database: str = DATABASE) -> str:
    """The database as one of its two roles: the runtime's, which row-level security binds, or the schema owner's."""
    password = {OWNER_ROLE: secrets.owner_password, APP_ROLE: secrets.app_password}[role]
    return f"postgresql://{role}:{password}@{LOOPBACK}:{port}/{database}"


def redis_url(secrets: Secrets, port: int, database: int = 0) -> str:
    """Valkey, which speaks Redis."""
    return f"redis://:{secrets.valkey_password}@{LOOPBACK}:{port}/{database}"


def of_running(data_dir: DataDir) -> dict[str, str]:
    """The addresses of engines that another process runs on this directory; empty when none does."""
    return of_noted(data_dir) if data_dir.is_locked else {}


def of_noted(data_dir: DataDir) -> dict[str, str]:
    """The addresses of the engines that were started last on this directory."""
    if not data_dir.secrets_file.exists():
        return {}
    ports, secrets = data_dir.read_state().ports, data_dir.read_secrets()
    found = {}
    if POSTGRES_PORT in ports:
        found[DATABASE_URL] = database_url(secrets, ports[POSTGRES_PORT])
        found[OWNER_DATABASE_URL] = database_url(secrets, ports[POSTGRES_PORT], OWNER_ROLE)
    if VALKEY_PORT in ports:
        found[REDIS_URL] = redis_url(secrets, ports[VALKEY_PORT])
    return found
