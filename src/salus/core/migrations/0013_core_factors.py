"""Second factors, passkeys, the steps of a sign-in that waits for one, and one-time links."""

from alembic import op

revision = "0013_core_factors"
down_revision = "0012_core_sessions"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE core.app_user ADD COLUMN needs_second_factor boolean NOT NULL DEFAULT false;

-- The shared secret of an authenticator app, encrypted; `last_step` is the newest 30 seconds that gave a used code.
CREATE TABLE core.totp (
    user_id uuid PRIMARY KEY REFERENCES core.app_user (id),
    sealed bytea NOT NULL,
    wrapping_key_id text NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz
);
CREATE TABLE core.recovery_code (
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
CREATE TABLE core.passkey (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    rp_id text NOT NULL,
    name text NOT NULL,
    is_synced boolean NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE INDEX passkey_user ON core.passkey (user_id);

-- What a sign-in, or the registration of a passkey, waits for; a row is taken once.
CREATE TABLE core.sign_in_step (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    user_id uuid REFERENCES core.app_user (id),
    challenge bytea,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_step_age ON core.sign_in_step (expires_at);

CREATE TABLE core.one_time_link (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    purpose text NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX one_time_link_user ON core.one_time_link (user_id);
"""
TABLES = ("totp", "recovery_code", "passkey", "sign_in_step", "one_time_link")


def upgrade() -> None:
    """Add tables, each row for its own person alone; the release before does not ask for them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)
    for table in TABLES:
        mine = "user_id = core.actor_id() OR core.actor_role() IN ('admin', 'service')"
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON core.{table} TO salus_app")
        op.execute(f"ALTER TABLE core.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_own ON core.{table} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Take them away; accounts are open with their password again."""
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE core.{table}")
    op.execute("ALTER TABLE core.app_user DROP COLUMN needs_second_factor")
