"""Forget answers that were kept for retries: each holds a patient's data, and nobody retries after a day."""

from alembic import op

revision = "0010_core_forget_answers"
down_revision = "0009_records_danger"
branch_labels = None
depends_on = None

SQL = """
-- A function of the owner, because a row is visible to its own actor alone. At most so many at once: after months
-- without it a single statement would run into its time limit. Rows that a write holds are left for the next round.
CREATE FUNCTION core.forget_answers(p_before timestamptz, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_forgotten integer;
BEGIN
    IF core.actor_role() <> 'service' THEN
        RETURN 0;
    END IF;
    DELETE FROM core.idempotent_answer AS kept
    USING (
        SELECT actor_id, key
        FROM core.idempotent_answer
        WHERE created_at < p_before
        LIMIT p_most
        FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE (kept.actor_id, kept.key) = (old.actor_id, old.key);
    GET DIAGNOSTICS v_forgotten = ROW_COUNT;
    RETURN v_forgotten;
END $$;
REVOKE ALL ON FUNCTION core.forget_answers(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.forget_answers(timestamptz, integer) TO salus_app;
"""


def upgrade() -> None:
    """Add the function; the release before does not ask for it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP FUNCTION core.forget_answers(timestamptz, integer)")
