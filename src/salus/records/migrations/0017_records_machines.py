"""Open no chart to an account of the service role: the database says so too, not the application alone."""

from alembic import op

revision = "0017_records_machines"
down_revision = "0016_core_machines"
branch_labels = None
depends_on = None

OPEN_CHART = """
CREATE OR REPLACE FUNCTION records.open_chart(p_patient uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_role text := core.actor_role();
    v_scope text;
BEGIN
    v_scope := CASE
        WHEN NOT EXISTS (SELECT FROM records.patient WHERE id = p_patient) THEN 'absent'
        WHEN v_role = 'patient' AND p_patient = core.actor_patient_id() THEN 'clinical'
        WHEN v_role = 'patient' THEN 'other-person'
        WHEN v_role = 'doctor' AND records.is_treated_by(p_patient, core.actor_practitioner_id()) THEN 'clinical'
        WHEN v_role = 'doctor' AND records.consent_decision(p_patient, 'treatment', core.actor_practitioner_id())
            = 'deny' THEN 'consent'
        WHEN v_role = 'doctor' THEN 'no-relationship'
        WHEN v_role = 'admin' THEN 'demographic'
        WHEN core.is_own_machine() THEN 'clinical'
        ELSE 'role'
    END;
    PERFORM
        set_config('salus.chart', CASE v_scope WHEN 'clinical' THEN p_patient::text ELSE '' END, true),
        set_config('salus.person', CASE WHEN v_scope IN ('clinical', 'demographic') THEN p_patient::text ELSE '' END, true);
    RETURN v_scope;
END $$;
"""
OWN_MACHINE = "WHEN core.is_own_machine() THEN 'clinical'"
ANY_SERVICE = "WHEN v_role = 'service' THEN 'clinical'"


def upgrade() -> None:
    """Replace the function in place; the worker of the release before passes as it did."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(OPEN_CHART)


def downgrade() -> None:
    """Believe every service account again."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(OPEN_CHART.replace(OWN_MACHINE, ANY_SERVICE))
