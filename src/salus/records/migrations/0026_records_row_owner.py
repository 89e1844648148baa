"""Whose chart a row of records belongs to, for addresses that name the row alone, as those of FHIR do."""

from alembic import op

revision = "0026_records_row_owner"
down_revision = "0013_core_factors"
branch_labels = None
depends_on = None

SQL = """
-- Says whose chart must be opened, and nothing else; the chart's own door then decides and writes the audit row.
CREATE FUNCTION records.patient_of_row(p_table text, p_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE p_table
        WHEN 'observation' THEN (SELECT r.patient_id FROM records.observation AS r WHERE r.id = p_id)
        WHEN 'condition' THEN (SELECT r.patient_id FROM records.condition AS r WHERE r.id = p_id)
        WHEN 'medication_statement' THEN (SELECT r.patient_id FROM records.medication_statement AS r WHERE r.id = p_id)
        WHEN 'allergy_intolerance' THEN (SELECT r.patient_id FROM records.allergy_intolerance AS r WHERE r.id = p_id)
        WHEN 'immunization' THEN (SELECT r.patient_id FROM records.immunization AS r WHERE r.id = p_id)
        WHEN 'encounter' THEN (SELECT r.patient_id FROM records.encounter AS r WHERE r.id = p_id)
        WHEN 'procedure' THEN (SELECT r.patient_id FROM records.procedure AS r WHERE r.id = p_id)
        WHEN 'family_member_history' THEN (SELECT r.patient_id FROM records.family_member_history AS r WHERE r.id = p_id)
        WHEN 'consent' THEN (SELECT r.patient_id FROM records.consent AS r WHERE r.id = p_id)
        WHEN 'flag' THEN (SELECT r.patient_id FROM records.flag AS r WHERE r.id = p_id)
        WHEN 'care_team_member' THEN (SELECT r.patient_id FROM records.care_team_member AS r WHERE r.id = p_id)
        WHEN 'provenance' THEN (SELECT r.patient_id FROM records.provenance AS r WHERE r.id = p_id)
    END;
END;
REVOKE ALL ON FUNCTION records.patient_of_row(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.patient_of_row(text, uuid) TO salus_app;
CREATE INDEX provenance_newest ON records.provenance (patient_id, recorded_at DESC, id DESC);
"""


def upgrade() -> None:
    """Add the function and an index for paging; the release before asks for neither."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take both away."""
    op.execute("DROP INDEX records.provenance_newest")
    op.execute("DROP FUNCTION records.patient_of_row(text, uuid)")
