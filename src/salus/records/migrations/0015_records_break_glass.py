"""Open a chart in an emergency without treating the patient: who, why, until when, and what the review found."""

from alembic import op

revision = "0015_records_break_glass"
down_revision = "0028_core_operations"
branch_labels = None
depends_on = None

SQL = """
-- One row an emergency. The free text stands here alone, never in the audit trail or a log. Rows are made and ended by
-- functions of the owner; administrators review them; nobody deletes them.
CREATE TABLE records.break_glass (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    actor_id uuid NOT NULL,
    practitioner_id uuid NOT NULL REFERENCES records.practitioner (id),
    reason text NOT NULL CHECK (reason IN ('danger-to-life', 'cannot-be-asked', 'urgent-care', 'other')),
    reason_text text NOT NULL CHECK (length(reason_text) BETWEEN 10 AND 1000),
    overrode text NOT NULL CHECK (overrode IN ('no-relationship', 'consent')),
    may_override_denial boolean NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text CHECK (outcome IN ('justified', 'not-justified', 'to-be-followed-up')),
    review_note text CHECK (length(review_note) <= 1000),
    reviewed_by uuid,
    reviewed_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CHECK (expires_at > started_at)
);
CREATE INDEX break_glass_running ON records.break_glass (patient_id, actor_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX break_glass_to_review ON records.break_glass (started_at DESC) WHERE outcome IS NULL;
ALTER TABLE records.break_glass ENABLE ROW LEVEL SECURITY;
CREATE POLICY officer ON records.break_glass
    USING (core.actor_role() = 'admin') WITH CHECK (core.actor_role() = 'admin');
CREATE POLICY own ON records.break_glass FOR SELECT USING (actor_id = core.actor_id());
GRANT SELECT ON records.break_glass TO salus_app;
GRANT UPDATE (ended_at, outcome, review_note, reviewed_by, reviewed_at, version) ON records.break_glass TO salus_app;

-- The acting doctor's emergency with this patient that runs now. A denial ends it where policy forbade to override one.
CREATE FUNCTION records.running_emergency(p_patient uuid) RETURNS records.break_glass
LANGUAGE sql STABLE
RETURN (
    SELECT b
    FROM records.break_glass AS b
    WHERE b.patient_id = p_patient
      AND b.actor_id = core.actor_id()
      AND b.ended_at IS NULL
      AND now() < b.expires_at
      AND (b.may_override_denial
           OR records.consent_decision(p_patient, 'treatment', b.practitioner_id) IS DISTINCT FROM 'deny')
    ORDER BY b.expires_at DESC
    LIMIT 1
);

-- As before, and 'emergency' where only a running emergency opens the chart. It is looked for last, so that whoever
-- treats the patient pays nothing; it stands behind 'absent', so that nothing opens what is not there any more.
CREATE OR REPLACE FUNCTION records.open_chart(p_patient uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_role text := core.actor_role();
    v_scope text;
BEGIN
    v_scope := CASE
        WHEN NOT EXISTS (SELECT FROM records.patient WHERE id = p_patient) THEN 'absent'
        WHEN v_role = 'patient' AND p_patient = core.actor_patient_id() THEN 'clinical'
        WHEN v_role = 'patient' THEN 'other-person'
        WHEN v_role = 'doctor' AND records.is_treated_by(p_patient, core.actor_practitioner_id()) THEN 'clinical'
        WHEN v_role = 'doctor' AND (records.running_emergency(p_patient)).id IS NOT NULL THEN 'emergency'
        WHEN v_role = 'doctor' AND records.consent_decision(p_patient, 'treatment', core.actor_practitioner_id())
            = 'deny' THEN 'consent'
        WHEN v_role = 'doctor' THEN 'no-relationship'
        WHEN v_role = 'admin' THEN 'demographic'
        WHEN core.is_own_machine() THEN 'clinical'
        ELSE 'role'
    END;
    PERFORM
        set_config('salus.chart', CASE WHEN v_scope IN ('clinical', 'emergency') THEN p_patient::text ELSE '' END, true),
        set_config('salus.person',
            CASE WHEN v_scope IN ('clinical', 'emergency', 'demographic') THEN p_patient::text ELSE '' END, true);
    RETURN v_scope;
END $$;

CREATE OR REPLACE FUNCTION records.read_patient(p_patient uuid) RETURNS TABLE (scope text, patient records.patient)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_scope text := records.open_chart(p_patient);
BEGIN
    IF v_scope IN ('clinical', 'demographic', 'emergency') THEN
        RETURN QUERY SELECT v_scope, p FROM records.patient AS p WHERE p.id = p_patient;
    ELSE
        RETURN QUERY SELECT v_scope, NULL::records.patient;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION records.read_patient_noted_late(p_patient uuid, p_event jsonb)
RETURNS TABLE (scope text, patient records.patient)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_scope text := records.open_chart(p_patient);
BEGIN
    IF v_scope NOT IN ('clinical', 'demographic', 'emergency') THEN
        RETURN QUERY SELECT v_scope, NULL::records.patient;
        RETURN;
    END IF;
    IF v_scope = 'emergency' THEN
        p_event := p_event || jsonb_build_object('detail', coalesce(p_event -> 'detail', '{}')
            || jsonb_build_object('break_glass', (records.running_emergency(p_patient)).id));
    END IF;
    -- Services open charts for their jobs, never a person for a request: the caller refuses and notes that.
    IF core.actor_role() <> 'service' THEN
        PERFORM core.audit_note(p_event);
    END IF;
    RETURN QUERY SELECT v_scope, p FROM records.patient AS p WHERE p.id = p_patient;
END $$;

-- Begin an emergency and open the chart for the transaction. Gives what was in the way; only a missing relationship
-- and, where policy allows it, a denial can be overridden. Whoever has one running gets that one.
CREATE FUNCTION records.break_glass(
    p_patient uuid, p_reason text, p_text text, p_life interval, p_may_override_denial boolean
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_scope text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_patient::text || core.actor_id()::text, 15));
    v_scope := records.open_chart(p_patient);
    IF v_scope = 'no-relationship' OR (v_scope = 'consent' AND p_may_override_denial) THEN
        INSERT INTO records.break_glass (patient_id, actor_id, practitioner_id, reason, reason_text, overrode,
            may_override_denial, expires_at)
        VALUES (p_patient, core.actor_id(), core.actor_practitioner_id(), p_reason, p_text, v_scope,
            p_may_override_denial, now() + p_life);
        PERFORM records.open_chart(p_patient);
        RETURN 'begun';
    END IF;
    RETURN v_scope;
END $$;

-- End the acting doctor's own emergency before its time; which one it was.
CREATE FUNCTION records.end_emergency(p_patient uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id uuid := (records.running_emergency(p_patient)).id;
BEGIN
    UPDATE records.break_glass SET ended_at = now(), version = version + 1
    WHERE patient_id = p_patient AND actor_id = core.actor_id() AND ended_at IS NULL AND now() < expires_at;
    RETURN v_id;
END $$;

-- The privacy officer's queue, with the names that are needed to judge: a function of the owner, because a name is
-- otherwise shown one opened person after the other.
CREATE FUNCTION records.emergencies(p_only_open boolean, p_before uuid, p_limit integer)
RETURNS TABLE (emergency records.break_glass, patient_name text, doctor_name text, accesses integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF core.actor_role() <> 'admin' THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT b, concat_ws(' ', p.given, p.family), u.display_name,
        (SELECT count(*)::integer FROM core.audit_event AS e
         WHERE e.patient_id = b.patient_id AND e.actor_id = b.actor_id
           AND (e.body::jsonb) -> 'detail' ->> 'break_glass' = b.id::text)
    FROM records.break_glass AS b
    JOIN records.patient AS p ON p.id = b.patient_id
    LEFT JOIN core.user_name AS u ON u.id = b.actor_id
    WHERE (NOT p_only_open OR b.outcome IS NULL) AND (p_before IS NULL OR b.id < p_before)
    ORDER BY b.id DESC
    LIMIT p_limit;
END $$;

REVOKE ALL ON FUNCTION records.break_glass(uuid, text, text, interval, boolean), records.end_emergency(uuid),
    records.emergencies(boolean, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.break_glass(uuid, text, text, interval, boolean), records.end_emergency(uuid),
    records.emergencies(boolean, uuid, integer) TO salus_app;
"""


def upgrade() -> None:
    """Add the table and replace functions in place; the release before refuses what only an emergency opens."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(SQL)


def downgrade() -> None:
    """What was done in emergencies must stay to be told, so there is no way back."""
    raise RuntimeError("emergency accesses are never dropped by a downgrade; restore a backup instead")
