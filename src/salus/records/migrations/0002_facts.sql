-- Clinical facts, FHIR R4 names. What is searched or shown is a column; what an import brought beyond is in `extra`.
-- `origin` is the name of the source's own entry, so that a second import finds the first.
CREATE TABLE records.encounter (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    display text NOT NULL,
    code text,
    code_system text,
    start_at timestamptz NOT NULL,
    end_at timestamptz,
    status text NOT NULL CHECK (status IN ('planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'finished',
        'cancelled', 'entered-in-error', 'unknown')),
    encounter_class text NOT NULL,
    reason text,
    service_provider text,
    practitioner_id uuid REFERENCES records.practitioner (id),
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, id),
    UNIQUE (patient_id, origin),
    CHECK (end_at >= start_at)
);
CREATE INDEX encounter_patient ON records.encounter (patient_id, start_at DESC, id DESC);

CREATE TABLE records.condition (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    display text NOT NULL,
    code text,
    code_system text,
    clinical_status text NOT NULL
        CHECK (clinical_status IN ('active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved')),
    verification_status text NOT NULL CHECK (verification_status IN ('unconfirmed', 'provisional', 'differential',
        'confirmed', 'refuted', 'entered-in-error')),
    category text NOT NULL,
    severity text,
    onset_date date,
    abatement_date date,
    body_site text,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id),
    CHECK (abatement_date >= onset_date)
);
CREATE INDEX condition_patient ON records.condition (patient_id, onset_date DESC NULLS LAST, id DESC);
CREATE INDEX condition_code ON records.condition (code, code_system);

CREATE TABLE records.medication_statement (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    display text NOT NULL,
    code text,
    code_system text,
    status text NOT NULL CHECK (status IN ('active', 'completed', 'entered-in-error', 'intended', 'stopped',
        'on-hold', 'unknown', 'not-taken')),
    dosage_text text,
    dose_value numeric,
    dose_unit text,
    route text,
    frequency text,
    is_as_needed boolean,
    start_date date,
    end_date date,
    reason text,
    prescriber text,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id),
    CHECK (end_date >= start_date)
);
CREATE INDEX medication_statement_patient
    ON records.medication_statement (patient_id, start_date DESC NULLS LAST, id DESC);

CREATE TABLE records.allergy_intolerance (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    display text NOT NULL,
    code text,
    code_system text,
    clinical_status text NOT NULL CHECK (clinical_status IN ('active', 'inactive', 'resolved')),
    verification_status text NOT NULL CHECK (verification_status IN ('unconfirmed', 'provisional', 'differential',
        'confirmed', 'refuted', 'entered-in-error')),
    allergy_type text,
    category text,
    criticality text,
    reaction text,
    severity text,
    onset_date date,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id)
);
CREATE INDEX allergy_intolerance_patient
    ON records.allergy_intolerance (patient_id, onset_date DESC NULLS LAST, id DESC);

CREATE TABLE records.immunization (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    display text NOT NULL,
    code text,
    code_system text,
    occurrence_date date NOT NULL,
    status text NOT NULL CHECK (status IN ('completed', 'entered-in-error', 'not-done')),
    dose_number integer,
    lot_number text,
    site text,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id)
);
CREATE INDEX immunization_patient ON records.immunization (patient_id, occurrence_date DESC, id DESC);

CREATE TABLE records.procedure (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    display text NOT NULL,
    code text,
    code_system text,
    status text NOT NULL CHECK (status IN ('preparation', 'in-progress', 'not-done', 'on-hold', 'stopped',
        'completed', 'entered-in-error', 'unknown')),
    performed_at timestamptz,
    performed_end_at timestamptz,
    body_site text,
    outcome text,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id),
    CHECK (performed_end_at >= performed_at)
);
CREATE INDEX procedure_patient ON records.procedure (patient_id, performed_at DESC NULLS LAST, id DESC);

CREATE TABLE records.family_member_history (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    relationship text NOT NULL,
    display text NOT NULL,
    code text,
    code_system text,
    status text NOT NULL CHECK (status IN ('partial', 'completed', 'entered-in-error', 'health-unknown')),
    onset_age integer,
    is_deceased boolean,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin)
);
CREATE INDEX family_member_history_patient ON records.family_member_history (patient_id, recorded_at DESC, id DESC);

CREATE TABLE records.flag (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    display text NOT NULL,
    code text,
    code_system text,
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'entered-in-error')),
    category text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    period_start timestamptz,
    period_end timestamptz,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    CHECK (period_end >= period_start)
);
CREATE INDEX flag_patient ON records.flag (patient_id, recorded_at DESC, id DESC);

-- The same guard for every fact: one open chart, every version kept, every change counted, nothing deleted.
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['encounter', 'condition', 'medication_statement', 'allergy_intolerance',
        'immunization', 'procedure', 'family_member_history', 'flag'] LOOP
        EXECUTE format('ALTER TABLE records.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY open_chart ON records.%I
            USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id())', v_table);
        EXECUTE format('CREATE TRIGGER %1$I BEFORE UPDATE ON records.%2$I
            FOR EACH ROW EXECUTE FUNCTION records.keep_version(%2$L)', v_table || '_version', v_table);
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON records.%I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision()', v_table || '_inserted', v_table);
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON records.%I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision()', v_table || '_updated', v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON records.%I TO salus_app', v_table);
    END LOOP;
END $$;
