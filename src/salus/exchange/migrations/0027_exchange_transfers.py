"""Imports and exports on their way: the file, encrypted in the object storage, how far it is, and what became of it."""

from alembic import op

revision = "0027_exchange_transfers"
down_revision = "0018_core_job_leases"
branch_labels = None
depends_on = None

SQL = """
CREATE SCHEMA exchange;
GRANT USAGE ON SCHEMA exchange TO salus_app;
CREATE TABLE exchange.transfer (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    direction text NOT NULL CHECK (direction IN ('import', 'export')),
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'failed', 'expired')),
    filename text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint,
    sha256 text,
    storage_key text,
    is_by_patient boolean NOT NULL,
    report jsonb,
    reason text,
    job_id uuid,
    created_by uuid NOT NULL DEFAULT core.actor_id(),
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    expires_at timestamptz
);
CREATE INDEX transfer_of_patient ON exchange.transfer (patient_id, created_at DESC, id DESC);
CREATE INDEX transfer_ending ON exchange.transfer (expires_at) WHERE status = 'done' AND direction = 'export';
ALTER TABLE exchange.transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY transfer_of_chart ON exchange.transfer
    USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id());
GRANT SELECT, INSERT, UPDATE ON exchange.transfer TO salus_app;

-- Copies whose time is over, for the worker that removes their bytes one chart after the other.
CREATE FUNCTION exchange.ended(p_now timestamptz, p_most integer) RETURNS TABLE (patient_id uuid, transfer_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT t.patient_id, t.id
    FROM exchange.transfer AS t
    WHERE core.actor_role() = 'service' AND t.direction = 'export' AND t.status = 'done' AND t.expires_at <= p_now
    ORDER BY t.expires_at
    LIMIT p_most;
END;
REVOKE ALL ON FUNCTION exchange.ended(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exchange.ended(timestamptz, integer) TO salus_app;
"""


def upgrade() -> None:
    """Add the schema; the release before does not know it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take it away; files of imports stay in the storage until they are swept."""
    op.execute("DROP SCHEMA exchange CASCADE")
