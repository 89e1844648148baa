"""Rank reasons by danger: how far a value deviates, and until when a rank holds, for an old result gives way."""

from alembic import op

revision = "0009_records_danger"
down_revision = "0008_records_noted_late"
branch_labels = None
depends_on = None

SQL = """
-- Among reasons of one rank the more recent goes first, then the more deviating (in shares of the crossed limit).
-- From rank_until on a reason ranks as rank_after: computed when read, so that nothing has to run when the time comes.
ALTER TABLE records.attention
    ADD COLUMN deviation real NOT NULL DEFAULT 0,
    ADD COLUMN rank_until timestamptz,
    ADD COLUMN rank_after smallint CHECK (rank_after BETWEEN 1 AND 9),
    ADD CHECK ((rank_until IS NULL) = (rank_after IS NULL));

-- The acting doctor's patients, the most dangerous reason of each first. A function of the owner, as it reads across
-- charts; it shows nobody else's patients because it starts from the actor's own care relationships. It stands beside
-- records.worklist, which the release before asks and which goes with the release after this one.
CREATE FUNCTION records.ranked_worklist(p_limit integer) RETURNS TABLE (
    patient records.patient, rank smallint, kind text, reason text, at timestamptz,
    open_reasons integer, unread_documents integer, pending_proposals integer,
    last_looked_at timestamptz, last_entry_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_practitioner uuid := core.actor_practitioner_id();
BEGIN
    IF core.actor_role() <> 'doctor' THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH panel AS (
        SELECT m.patient_id, l.at AS looked_at
        FROM records.panel_of(v_practitioner) AS m (patient_id)
        LEFT JOIN records.look AS l ON l.patient_id = m.patient_id AND l.actor_id = core.actor_id()
    ), reasons AS (
        SELECT DISTINCT ON (a.patient_id)
            a.patient_id, today.rank, a.kind, a.reason, a.at, a.deviation,
            count(*) OVER of_patient AS amount,
            sum(a.amount) FILTER (WHERE a.kind = 'proposals') OVER of_patient AS proposals
        FROM panel
        JOIN records.attention AS a ON a.patient_id = panel.patient_id
        CROSS JOIN LATERAL (SELECT CASE WHEN a.rank_until <= now() THEN a.rank_after ELSE a.rank END AS rank) AS today
        WHERE (NOT a.is_until_looked OR a.noted_at > coalesce(panel.looked_at, '-infinity'))
          AND now() < coalesce(a.expires_at, 'infinity')
        WINDOW of_patient AS (PARTITION BY a.patient_id)
        ORDER BY a.patient_id, today.rank, a.at DESC, a.deviation DESC, a.key
    ), first_ones AS (
        SELECT p, panel.looked_at, r.rank, r.kind, r.reason, r.at, r.deviation, r.amount, r.proposals, p.sort_name, p.id
        FROM panel
        JOIN records.patient AS p ON p.id = panel.patient_id
        LEFT JOIN reasons AS r ON r.patient_id = panel.patient_id
        ORDER BY r.rank NULLS LAST, r.at DESC NULLS LAST, r.deviation DESC, p.sort_name, p.id
        LIMIT p_limit
    )
    SELECT
        f.p, f.rank, f.kind, f.reason, f.at,
        coalesce(f.amount, 0)::integer,
        (SELECT count(*) FROM records.timeline_entry AS t
         WHERE t.patient_id = f.id AND t.kind = 'document'
           AND t.created_at > coalesce(f.looked_at, '-infinity'))::integer,
        coalesce(f.proposals, 0)::integer,
        f.looked_at,
        (SELECT t.at FROM records.timeline_entry AS t
         WHERE t.patient_id = f.id AND t.at <= now() ORDER BY t.at DESC LIMIT 1)
    FROM first_ones AS f
    ORDER BY f.rank NULLS LAST, f.at DESC NULLS LAST, f.deviation DESC, f.sort_name, f.id;
END $$;
REVOKE ALL ON FUNCTION records.ranked_worklist(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.ranked_worklist(integer) TO salus_app;
"""


def upgrade() -> None:
    """Add columns with defaults, which rewrites nothing, and the function; the release before knows neither."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """Take them away; the ranks stay."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP FUNCTION records.ranked_worklist(integer)")
    op.execute("ALTER TABLE records.attention DROP COLUMN deviation, DROP COLUMN rank_until, DROP COLUMN rank_after")
