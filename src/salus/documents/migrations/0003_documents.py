"""Documents schema: files and how far they are read, pages, pictures, proposals, chunks for search."""

from pathlib import Path

from alembic import op

revision = "0003_documents"
down_revision = "0002_records"
branch_labels = None
depends_on = None

SQL = Path(__file__).with_name("0003_documents.sql")


def upgrade() -> None:
    """Create the slice's tables; nothing older is touched, so the previous release keeps running."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    run(SQL.read_text().replace("%", "%%"))


def downgrade() -> None:
    """Patients' documents are not dropped by a schema step."""
    raise RuntimeError("this step cannot be undone; restore a backup instead")
