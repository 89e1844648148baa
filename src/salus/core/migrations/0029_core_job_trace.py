"""A job knows the trace of the request that asked for it."""

from alembic import op

revision = "0029_core_job_trace"
down_revision = "0038_core_answers_about"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that the release before leaves empty."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE core.job ADD COLUMN trace_parent text")


def downgrade() -> None:
    """Forget the traces."""
    op.execute("ALTER TABLE core.job DROP COLUMN trace_parent")
