"""Accounts linked to an organisation's provider, sign-ins under way, and invitations to link."""

from alembic import op

revision = "0015_core_external_identities"
down_revision = "0015_records_break_glass"
branch_labels = None
depends_on = None

SQL = """
-- Who the provider's subject is here. One subject an account and the other way round: a link is never handed on.
CREATE TABLE core.external_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    linked_by_way text NOT NULL CHECK (linked_by_way IN ('invitation', 'signed-in')),
    linked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject),
    UNIQUE (user_id, issuer)
);
-- Rows live for minutes and are used up by the first answer that fits.
CREATE TABLE core.oidc_flow (
    state_hash bytea PRIMARY KEY,
    browser_hash bytea NOT NULL,
    nonce text NOT NULL,
    code_verifier text NOT NULL,
    next_path text NOT NULL,
    link_user_id uuid REFERENCES core.app_user (id),
    invitation_hash bytea,
    expires_at timestamptz NOT NULL
);
CREATE TABLE core.oidc_invitation (
    code_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL UNIQUE REFERENCES core.app_user (id),
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON core.external_identity, core.oidc_flow, core.oidc_invitation TO salus_app;
"""


def upgrade() -> None:
    """Add the tables; the release before does not know them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; people sign in with their passwords again."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE core.oidc_invitation, core.oidc_flow, core.external_identity")
