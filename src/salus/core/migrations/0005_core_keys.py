"""Which keys wrapped the data keys: so that a start with another key is noticed before it wraps one more."""

from alembic import op

revision = "0005_core_keys"
down_revision = "0004_chat"
branch_labels = None
depends_on = None

SQL = """
-- Names of keys only, never a key; the runtime role sees the table itself one open chart at a time.
CREATE FUNCTION core.wrapping_key_ids() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT wrapping_key_id FROM core.data_key;
END;
REVOKE ALL ON FUNCTION core.wrapping_key_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.wrapping_key_ids() TO salus_app;
"""


def upgrade() -> None:
    """Add the function; the release before does not ask for it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP FUNCTION core.wrapping_key_ids()")
