"""Core schema: who acts, the audit chain, users and sessions, jobs, data keys, kept answers of retried writes."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_core"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).with_name("0001_core.sql")


def upgrade() -> None:
    """Create everything that the other slices stand on."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    run(SQL.read_text().replace("%", "%%"))
    run("CREATE SCHEMA jobs")
    run("SET LOCAL search_path = jobs, public")
    run(SchemaManager.get_schema().replace("%", "%%"))
    run("SET LOCAL search_path = public")
    run("GRANT USAGE ON SCHEMA jobs TO salus_app")
    run("GRANT ALL ON ALL TABLES IN SCHEMA jobs TO salus_app")
    run("GRANT ALL ON ALL SEQUENCES IN SCHEMA jobs TO salus_app")
    run("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO salus_app")


def downgrade() -> None:
    """There is nothing before this step."""
    raise RuntimeError("the first step cannot be undone; restore a backup instead")
