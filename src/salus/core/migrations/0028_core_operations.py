"""How the installation does, minute by minute, and the alerts about it. Nothing here is about a person."""

from alembic import op

revision = "0028_core_operations"
down_revision = "0027_exchange_transfers"
branch_labels = None
depends_on = None

SQL = """
CREATE TABLE core.traffic_minute (
    minute timestamptz NOT NULL,
    process text NOT NULL,
    failed integer NOT NULL,
    classes integer[] NOT NULL,
    PRIMARY KEY (minute, process)
);
CREATE TABLE core.engine_minute (
    minute timestamptz PRIMARY KEY,
    queued integer NOT NULL,
    running integer NOT NULL,
    given_up_last_hour integer NOT NULL,
    queue_age_s real NOT NULL,
    disk_free_bytes bigint NOT NULL,
    disk_total_bytes bigint NOT NULL,
    database_bytes bigint NOT NULL,
    connections integer NOT NULL
);
CREATE TABLE core.slow_statement (
    day date NOT NULL,
    statement text NOT NULL,
    calls integer NOT NULL,
    total_ms double precision NOT NULL,
    worst_ms double precision NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (day, statement)
);
CREATE TABLE core.alert (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('warning', 'critical')),
    value double precision NOT NULL,
    note text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    told_severity text
);
CREATE UNIQUE INDEX alert_open ON core.alert (kind) WHERE closed_at IS NULL;
CREATE INDEX alert_recent ON core.alert (opened_at DESC);
CREATE INDEX job_given_up ON core.job (finished_at) WHERE status = 'dead';

GRANT SELECT, INSERT, UPDATE, DELETE
    ON core.traffic_minute, core.engine_minute, core.slow_statement, core.alert TO salus_app;
ALTER TABLE core.traffic_minute ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.engine_minute ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.slow_statement ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY traffic_operator ON core.traffic_minute USING (core.actor_role() IN ('admin', 'service'));
CREATE POLICY engine_operator ON core.engine_minute USING (core.actor_role() IN ('admin', 'service'));
CREATE POLICY slow_operator ON core.slow_statement USING (core.actor_role() IN ('admin', 'service'));
CREATE POLICY alert_operator ON core.alert USING (core.actor_role() IN ('admin', 'service'));
"""


def upgrade() -> None:
    """Add the tables; the release before does not know of them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away with what they noted."""
    op.execute("DROP INDEX core.job_given_up")
    op.execute("DROP TABLE core.traffic_minute, core.engine_minute, core.slow_statement, core.alert")
