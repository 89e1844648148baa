"""Let the review queue ask once whose documents it may show, not once for every proposal of the whole clinic."""

from alembic import op

revision = "0025_documents_panel"
down_revision = "0024_records_panel_and_names"
branch_labels = None
depends_on = None

TABLES = ("document", "proposal")
ONCE = "core.chart_id() IS NULL AND patient_id IN (SELECT records.my_panel())"
EACH = "core.chart_id() IS NULL AND records.in_my_panel(patient_id)"


def upgrade() -> None:
    """The same rows are visible to the same people."""
    _let(ONCE)


def downgrade() -> None:
    """Back to a question for each row."""
    _let(EACH)


def _let(condition: str) -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TABLES:
        op.execute(f"ALTER POLICY {table}_of_panel ON documents.{table} USING ({condition})")
