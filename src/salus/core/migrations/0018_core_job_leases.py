"""Leases in the job's own row, for an engine whose messages may be lost: who may start what, and in which order."""

from alembic import op

revision = "0018_core_job_leases"
down_revision = "0017_records_machines"
branch_labels = None
depends_on = None

# The release before writes rows without these columns: they are procrastinate's, as they always were. Constant
# defaults rewrite no table. `place` counts instead of telling the time, which a clock may turn back.
SQL = """
CREATE SEQUENCE core.job_place;
GRANT USAGE ON SEQUENCE core.job_place TO salus_app;
ALTER TABLE core.job
    ADD COLUMN engine text NOT NULL DEFAULT 'procrastinate' CHECK (engine IN ('procrastinate', 'celery')),
    ADD COLUMN priority smallint NOT NULL DEFAULT 0,
    ADD COLUMN place bigint NOT NULL DEFAULT 0,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN lease_until timestamptz;
ALTER TABLE core.job ALTER COLUMN place SET DEFAULT nextval('core.job_place');
CREATE INDEX job_next ON core.job (priority DESC, place, id)
    WHERE engine = 'celery' AND status IN ('queued', 'running', 'failed');
CREATE INDEX job_lock_open ON core.job (lock)
    WHERE engine = 'celery' AND status IN ('queued', 'running', 'failed') AND lock IS NOT NULL;
-- Who rings for what nobody rang for: one row, held as a job is, so that a holder that is stuck loses it.
CREATE TABLE core.job_order (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    holder uuid,
    lease_until timestamptz
);
INSERT INTO core.job_order DEFAULT VALUES;
GRANT SELECT, UPDATE ON core.job_order TO salus_app;
-- Whatever two workers believe: one lock is in one pair of hands.
CREATE UNIQUE INDEX job_lock_held ON core.job (lock)
    WHERE engine = 'celery' AND status = 'running' AND lock IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; the release before neither writes nor reads them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; jobs that wait for Celery would have nobody to run them, so there must be none."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT FROM core.job
                       WHERE engine = 'celery' AND status IN ('queued', 'running', 'failed')) THEN
                RAISE EXCEPTION 'jobs wait for Celery: start a worker with SALUS_JOBS_ENGINE=procrastinate first';
            END IF;
        END $$
        """
    )
    op.execute(
        """
        ALTER TABLE core.job
            DROP COLUMN engine, DROP COLUMN priority, DROP COLUMN place, DROP COLUMN due_at, DROP COLUMN lease_until
        """
    )
    op.execute("DROP SEQUENCE core.job_place")
    op.execute("DROP TABLE core.job_order")
