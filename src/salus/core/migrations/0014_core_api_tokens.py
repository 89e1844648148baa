"""Tokens for programs and devices: whom they act for, what they may do, and their secrets as hashes."""

from alembic import op

revision = "0014_core_api_tokens"
down_revision = "0011_documents_outdated"
branch_labels = None
depends_on = None

SQL = """
CREATE TABLE core.api_token (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
    patient_id uuid,
    practitioner_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid NOT NULL DEFAULT core.actor_id(),
    revoked_at timestamptz,
    CHECK (patient_id IS NULL OR practitioner_id IS NULL)
);
CREATE TABLE core.api_token_secret (
    secret_hash bytea PRIMARY KEY,
    token_id uuid NOT NULL REFERENCES core.api_token (id),
    hint text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX api_token_secret_token ON core.api_token_secret (token_id);
ALTER TABLE core.api_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY administrators ON core.api_token
    USING (core.actor_role() = 'admin') WITH CHECK (core.actor_role() = 'admin');
ALTER TABLE core.api_token_secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY administrators ON core.api_token_secret
    USING (core.actor_role() = 'admin') WITH CHECK (core.actor_role() = 'admin');
GRANT SELECT, INSERT, UPDATE ON core.api_token, core.api_token_secret TO salus_app;

-- Whose secret it is, for a request of whom nothing is known yet: a function of the owner, because the tables answer
-- administrators alone. Noting each use would be a write a second for a busy device; a minute tells as much.
CREATE FUNCTION core.use_api_token(p_hash bytea) RETURNS TABLE (
    id uuid, name text, scopes text[], patient_id uuid, practitioner_id uuid, expires_at timestamptz
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT t.id, t.name, t.scopes, t.patient_id, t.practitioner_id, s.expires_at
    FROM core.api_token_secret AS s
    JOIN core.api_token AS t ON t.id = s.token_id
    WHERE s.secret_hash = p_hash AND s.expires_at > now() AND t.revoked_at IS NULL;
    IF FOUND THEN
        UPDATE core.api_token_secret AS s SET last_used_at = now()
        WHERE s.secret_hash = p_hash AND coalesce(s.last_used_at, '-infinity') < now() - interval '1 minute';
    END IF;
END $$;
REVOKE ALL ON FUNCTION core.use_api_token(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.use_api_token(bytea) TO salus_app;

-- The audit trail names tokens as it names people.
CREATE OR REPLACE VIEW core.user_name AS
    SELECT id, display_name, role FROM core.app_user
    UNION ALL
    SELECT id, name, 'client' FROM core.api_token;
"""


def upgrade() -> None:
    """Add tables and function; the release before knows neither and reads the same names from the view."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; tokens stop working."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE OR REPLACE VIEW core.user_name AS SELECT id, display_name, role FROM core.app_user")
    op.execute("DROP FUNCTION core.use_api_token(bytea)")
    op.execute("DROP TABLE core.api_token_secret, core.api_token")
