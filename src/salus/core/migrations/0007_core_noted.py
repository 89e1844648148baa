"""Chain what statements of a transaction have noted, at its end: the chain's head is locked as shortly as can be."""

from alembic import op

revision = "0007_core_noted"
down_revision = "0006_records_noted_read"
branch_labels = None
depends_on = None

SQL = """
-- For functions that decide and read in one statement: the event waits in a setting of the transaction. Whoever opens
-- such a transaction ends it with core.audit_append_noted(); what was noted and not chained is gone with it.
CREATE FUNCTION core.audit_note(p_event jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('salus.noted',
        concat_ws(',', nullif(current_setting('salus.noted', true), ''), p_event::text), true);
END $$;
CREATE FUNCTION core.audit_append_noted() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_noted text := nullif(current_setting('salus.noted', true), '');
BEGIN
    IF v_noted IS NOT NULL THEN
        PERFORM core.audit_append(('[' || v_noted || ']')::jsonb);
        PERFORM set_config('salus.noted', '', true);
    END IF;
END $$;
REVOKE ALL ON FUNCTION core.audit_note(jsonb), core.audit_append_noted() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.audit_note(jsonb), core.audit_append_noted() TO salus_app;
"""


def upgrade() -> None:
    """Add the functions; the release before does not ask for them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP FUNCTION core.audit_append_noted(), core.audit_note(jsonb)")
