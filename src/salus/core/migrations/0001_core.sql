-- The runtime role may be made by the operator or by the embedded engine; make it without login otherwise.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'salus_app') THEN CREATE ROLE salus_app NOLOGIN; END IF;
END $$;
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
GRANT USAGE ON SCHEMA core, public TO salus_app;

-- Who acts. A setting that was SET LOCAL once reads '' afterwards, never NULL: nullif keeps the cast from raising.
CREATE FUNCTION core.actor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('salus.actor', true), '')::uuid;
CREATE FUNCTION core.actor_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('salus.role', true), ''), 'anonymous');
CREATE FUNCTION core.actor_patient_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('salus.patient', true), '')::uuid;
CREATE FUNCTION core.actor_practitioner_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('salus.practitioner', true), '')::uuid;
CREATE FUNCTION core.chart_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('salus.chart', true), '')::uuid;

-- Users and sessions. No patient data: guarded by privilege and by the services.
CREATE TABLE core.app_user (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    username text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('patient', 'doctor', 'admin', 'service')),
    password_hash text,
    patient_id uuid,
    practitioner_id uuid,
    is_active boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_sign_in_at timestamptz,
    CHECK ((role = 'patient') = (patient_id IS NOT NULL)),
    CHECK (role <> 'doctor' OR practitioner_id IS NOT NULL)
);
CREATE UNIQUE INDEX app_user_username ON core.app_user (lower(username));
CREATE UNIQUE INDEX app_user_patient ON core.app_user (patient_id) WHERE patient_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON core.app_user TO salus_app;
CREATE VIEW core.user_name AS SELECT id, display_name, role FROM core.app_user;
GRANT SELECT ON core.user_name TO salus_app;

CREATE TABLE core.refresh_token (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES core.app_user (id),
    issued_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX refresh_token_user ON core.refresh_token (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON core.refresh_token TO salus_app;

-- The audit chain. Columns that are searched are generated from the hashed body, so they cannot disagree with it.
CREATE TABLE core.audit_event (
    seq bigint PRIMARY KEY,
    body text NOT NULL,
    hash bytea NOT NULL,
    at_us bigint GENERATED ALWAYS AS (((body::jsonb) ->> 'at_us')::bigint) STORED,
    actor_id uuid GENERATED ALWAYS AS (((body::jsonb) ->> 'actor')::uuid) STORED,
    patient_id uuid GENERATED ALWAYS AS (((body::jsonb) ->> 'patient')::uuid) STORED,
    action text GENERATED ALWAYS AS ((body::jsonb) ->> 'action') STORED,
    outcome text GENERATED ALWAYS AS ((body::jsonb) ->> 'outcome') STORED
);
CREATE INDEX audit_event_patient ON core.audit_event (patient_id, seq DESC) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_event_actor ON core.audit_event (actor_id, seq DESC);
CREATE INDEX audit_event_refused ON core.audit_event (seq DESC) WHERE outcome = 'refused';

CREATE TABLE core.audit_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL,
    hash bytea NOT NULL
);
INSERT INTO core.audit_head (seq, hash) VALUES (0, sha256('salus audit chain'::bytea));

CREATE FUNCTION core.audit_append(p_events jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_seq bigint;
    v_hash bytea;
    v_event jsonb;
    v_body text;
BEGIN
    -- The head's row lock puts all writers, of all processes, into one order.
    SELECT seq, hash INTO v_seq, v_hash FROM core.audit_head FOR UPDATE;
    FOR v_event IN SELECT jsonb_array_elements(p_events) LOOP
        v_seq := v_seq + 1;
        v_body := (v_event || jsonb_build_object(
            'seq', v_seq, 'at_us', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint))::text;
        v_hash := sha256(v_hash || convert_to(v_body, 'UTF8'));
        INSERT INTO core.audit_event (seq, body, hash) VALUES (v_seq, v_body, v_hash);
    END LOOP;
    UPDATE core.audit_head SET seq = v_seq, hash = v_hash;
    RETURN v_seq;
END $$;
REVOKE ALL ON FUNCTION core.audit_append(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.audit_append(jsonb) TO salus_app;

CREATE FUNCTION core.audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit chain is append-only';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION core.audit_refuse_change();

GRANT SELECT ON core.audit_event, core.audit_head TO salus_app;
ALTER TABLE core.audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_reader ON core.audit_event FOR SELECT USING (
    core.actor_role() IN ('admin', 'service') OR patient_id = core.actor_patient_id()
);

-- Jobs: our row carries status, progress and reason, whatever engine runs it.
CREATE TABLE core.job (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL,
    patient_id uuid,
    created_by uuid NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    lock text,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'dead')),
    progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    message text,
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX job_open ON core.job (status, created_at) WHERE status IN ('queued', 'running');
CREATE INDEX job_patient ON core.job (patient_id, created_at DESC) WHERE patient_id IS NOT NULL;
CREATE INDEX job_recent ON core.job (created_at DESC);
GRANT SELECT, INSERT, UPDATE ON core.job TO salus_app;
ALTER TABLE core.job ENABLE ROW LEVEL SECURITY;
CREATE POLICY job_reader ON core.job FOR SELECT USING (
    core.actor_role() IN ('admin', 'service') OR created_by = core.actor_id() OR patient_id = core.chart_id()
    OR patient_id = core.actor_patient_id()
);
CREATE POLICY job_maker ON core.job FOR INSERT WITH CHECK (
    core.actor_role() IN ('admin', 'service') OR created_by = core.actor_id()
);
CREATE POLICY job_runner ON core.job FOR UPDATE USING (core.actor_role() IN ('admin', 'service'));

-- One wrapped data key a patient; destroying it makes everything stored for the patient unreadable.
CREATE TABLE core.data_key (
    patient_id uuid PRIMARY KEY,
    wrapped bytea NOT NULL,
    wrapping_key_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON core.data_key TO salus_app;
ALTER TABLE core.data_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY data_key_of_chart ON core.data_key USING (patient_id = core.chart_id())
    WITH CHECK (patient_id = core.chart_id());

-- Answers of writes that carried an Idempotency-Key, so that a retry finds the first one.
CREATE TABLE core.idempotent_answer (
    actor_id uuid NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor_id, key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON core.idempotent_answer TO salus_app;
ALTER TABLE core.idempotent_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY idempotent_own ON core.idempotent_answer USING (actor_id = core.actor_id())
    WITH CHECK (actor_id = core.actor_id());
