"""Note a read for the end of its message to chain: while the chain's head is locked nobody else is read for."""

from alembic import op

revision = "0008_records_noted_late"
down_revision = "0007_core_noted"
branch_labels = None
depends_on = None

# The release before chains at once, by its own function, which goes with the release after this one: in its
# transactions nothing chains at the end.
SQL = """
-- The event is noted only when access was granted; a refusal is noted by whoever raises it, with its reason.
CREATE FUNCTION records.read_patient_noted_late(p_patient uuid, p_event jsonb)
RETURNS TABLE (scope text, patient records.patient)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_scope text := records.open_chart(p_patient);
BEGIN
    IF v_scope NOT IN ('clinical', 'demographic') THEN
        RETURN QUERY SELECT v_scope, NULL::records.patient;
        RETURN;
    END IF;
    -- Services open charts for their jobs, never a person for a request: the caller refuses and notes that.
    IF core.actor_role() <> 'service' THEN
        PERFORM core.audit_note(p_event);
    END IF;
    RETURN QUERY SELECT v_scope, p FROM records.patient AS p WHERE p.id = p_patient;
END $$;
REVOKE ALL ON FUNCTION records.read_patient_noted_late(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.read_patient_noted_late(uuid, jsonb) TO salus_app;
"""


def upgrade() -> None:
    """Add the function; the release before does not ask for it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP FUNCTION records.read_patient_noted_late(uuid, jsonb)")
