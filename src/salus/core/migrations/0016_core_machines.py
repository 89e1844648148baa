"""Tell the house's own machines from accounts of the service role: only the former see every audit row and job."""

from alembic import op

revision = "0016_core_machines"
down_revision = "0020_chat_streaming"
branch_labels = None
depends_on = None

SQL = """
-- The worker, the importer and the seeder have ids that no account can get: these are made by uuidv7() and begin with
-- the time. An account of the service role is somebody else's machine and sees no more than it made itself.
CREATE FUNCTION core.is_own_machine() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN core.actor_role() = 'service' AND core.actor_id() BETWEEN '00000000-0000-7000-8000-000000000001'
        AND '00000000-0000-7000-8000-00000000ffff';

ALTER POLICY audit_reader ON core.audit_event USING (
    core.actor_role() = 'admin' OR core.is_own_machine() OR patient_id = core.actor_patient_id()
);
ALTER POLICY job_reader ON core.job USING (
    core.actor_role() = 'admin' OR core.is_own_machine() OR created_by = core.actor_id() OR patient_id = core.chart_id()
    OR patient_id = core.actor_patient_id()
);
ALTER POLICY job_maker ON core.job WITH CHECK (
    core.actor_role() = 'admin' OR core.is_own_machine() OR created_by = core.actor_id()
);
ALTER POLICY job_runner ON core.job USING (core.actor_role() = 'admin' OR core.is_own_machine());
"""

BACK = """
ALTER POLICY audit_reader ON core.audit_event USING (
    core.actor_role() IN ('admin', 'service') OR patient_id = core.actor_patient_id()
);
ALTER POLICY job_reader ON core.job USING (
    core.actor_role() IN ('admin', 'service') OR created_by = core.actor_id() OR patient_id = core.chart_id()
    OR patient_id = core.actor_patient_id()
);
ALTER POLICY job_maker ON core.job WITH CHECK (
    core.actor_role() IN ('admin', 'service') OR created_by = core.actor_id()
);
ALTER POLICY job_runner ON core.job USING (core.actor_role() IN ('admin', 'service'));
DROP FUNCTION core.is_own_machine();
"""


def upgrade() -> None:
    """Narrow the policies; the release before works with the house's own ids as well."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Let every service account see again what the worker sees."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(BACK)
