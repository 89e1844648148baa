"""Destroy a data key for good, and name the installation whose data keys these are."""

from alembic import op

revision = "0022_core_data_keys"
down_revision = "0014_core_api_tokens"
branch_labels = None
depends_on = None

SQL = """
-- Bound into what a key management service wraps. The same on every machine, and after a restore.
CREATE TABLE core.installation (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only)
);
INSERT INTO core.installation DEFAULT VALUES;
GRANT SELECT ON core.installation TO salus_app;

-- What was destroyed stays destroyed: a restored backup that still holds the key takes it away by this list.
CREATE TABLE core.destroyed_key (
    patient_id uuid PRIMARY KEY,
    destroyed_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE core.destroyed_key ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION core.is_data_key_destroyed(p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM core.destroyed_key WHERE patient_id = p_patient);
END;

-- A function of the owner, because the runtime role may not delete data keys, and only for the chart that is open.
CREATE FUNCTION core.destroy_data_key(p_patient uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_patient IS DISTINCT FROM core.chart_id() THEN
        RAISE EXCEPTION 'the chart of this patient is not open' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Whoever is just making this patient's first key holds it shared, and is waited for.
    PERFORM pg_advisory_xact_lock(5414022, hashtext(p_patient::text));
    INSERT INTO core.destroyed_key (patient_id) VALUES (p_patient) ON CONFLICT DO NOTHING;
    DELETE FROM core.data_key WHERE patient_id = p_patient;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION core.is_data_key_destroyed(uuid), core.destroy_data_key(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.is_data_key_destroyed(uuid), core.destroy_data_key(uuid) TO salus_app;
"""


def upgrade() -> None:
    """Add the tables and functions; the release before does not ask for them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; data keys that a key management service wrapped can then not be opened any more."""
    op.execute("DROP FUNCTION core.destroy_data_key(uuid), core.is_data_key_destroyed(uuid)")
    op.execute("DROP TABLE core.destroyed_key, core.installation")
