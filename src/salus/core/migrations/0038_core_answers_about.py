"""Keep with each answer whom it is about and which role got it: a retry tells it only to whom it would be told now."""

from alembic import op

revision = "0038_core_answers_about"
down_revision = "0015_core_external_identities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns without a rewrite; what the release before keeps has neither and is not told again."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE core.idempotent_answer ADD COLUMN role text, ADD COLUMN patient_ids uuid[]")


def downgrade() -> None:
    """Take them away."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE core.idempotent_answer DROP COLUMN role, DROP COLUMN patient_ids")
