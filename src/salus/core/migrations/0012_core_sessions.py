"""Sessions with their families of refresh tokens, and what slows guessing down."""

from alembic import op

revision = "0012_core_sessions"
down_revision = "0022_core_data_keys"
branch_labels = None
depends_on = None

SQL = """
-- Where somebody is signed in. Its refresh tokens are one family: when one of them is used twice, all of it ends.
CREATE TABLE core.session (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    method text NOT NULL,
    device text NOT NULL,
    address_class text NOT NULL,
    browser_hash bytea,
    started_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    is_told boolean NOT NULL DEFAULT false
);
CREATE INDEX session_of_user ON core.session (user_id, started_at DESC);
CREATE INDEX session_ended ON core.session (ended_at) WHERE ended_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.session TO salus_app;
ALTER TABLE core.session ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_own ON core.session
    USING (user_id = core.actor_id() OR core.actor_role() IN ('admin', 'service'))
    WITH CHECK (user_id = core.actor_id() OR core.actor_role() IN ('admin', 'service'));

-- Asked every other second by every process, on a connection that carries no actor: identifiers alone.
CREATE FUNCTION core.ended_sessions(p_within interval) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT id FROM core.session WHERE ended_at > now() - p_within;
END;
REVOKE ALL ON FUNCTION core.ended_sessions(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.ended_sessions(interval) TO salus_app;

-- A token of the release before has no session; its next refresh opens one.
ALTER TABLE core.refresh_token
    ADD COLUMN session_id uuid REFERENCES core.session (id) ON DELETE CASCADE,
    ADD COLUMN used_at timestamptz;
CREATE INDEX refresh_token_session ON core.refresh_token (session_id);

-- How much guessing there was for an account's name, or from an address; names and addresses are kept as hashes only.
CREATE TABLE core.sign_in_guard (
    key bytea PRIMARY KEY,
    subject bytea NOT NULL,
    level double precision NOT NULL,
    counted_at timestamptz NOT NULL,
    blocked_until timestamptz
);
CREATE INDEX sign_in_guard_subject ON core.sign_in_guard (subject);
CREATE INDEX sign_in_guard_age ON core.sign_in_guard (counted_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON core.sign_in_guard TO salus_app;
ALTER TABLE core.sign_in_guard ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_in_guard_keeper ON core.sign_in_guard
    USING (core.actor_role() IN ('admin', 'service')) WITH CHECK (core.actor_role() IN ('admin', 'service'));
"""


def upgrade() -> None:
    """Add tables and columns that may be empty; the release before goes on with its refresh tokens."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; everybody signs in again."""
    op.execute("DROP TABLE core.sign_in_guard")
    op.execute("ALTER TABLE core.refresh_token DROP COLUMN session_id, DROP COLUMN used_at")
    op.execute("DROP FUNCTION core.ended_sessions(interval)")
    op.execute("DROP TABLE core.session")
