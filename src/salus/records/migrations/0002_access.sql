-- The person whose file is open: with the whole chart, or (administrators) with name and address only.
CREATE FUNCTION records.person_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(core.chart_id(), nullif(current_setting('salus.person', true), '')::uuid);

ALTER TABLE records.patient ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_person ON records.patient
    USING (id = records.person_id()) WITH CHECK (id = records.person_id());
ALTER TABLE records.patient_identifier ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_person ON records.patient_identifier
    USING (patient_id = records.person_id()) WITH CHECK (patient_id = records.person_id());
ALTER TABLE records.care_team_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_person ON records.care_team_member
    USING (patient_id = records.person_id()) WITH CHECK (patient_id = records.person_id());
ALTER TABLE records.chart_revision ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_person ON records.chart_revision
    USING (patient_id = records.person_id()) WITH CHECK (patient_id = records.person_id());
ALTER TABLE records.look ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_chart ON records.look
    USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id());
-- Of a person's file alone, only the person's own versions; of an open chart, everything; practitioners are no secret.
ALTER TABLE records.history ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_chart ON records.history
    USING (
        patient_id = core.chart_id() OR patient_id IS NULL
        OR (patient_id = records.person_id() AND resource_type IN ('patient', 'care_team_member'))
    )
    WITH CHECK (
        patient_id = core.chart_id() OR patient_id IS NULL
        OR (patient_id = records.person_id() AND resource_type IN ('patient', 'care_team_member'))
    );

CREATE TABLE records.consent (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    category text NOT NULL CHECK (category IN ('treatment', 'ai-processing', 'research', 'sharing')),
    decision text NOT NULL CHECK (decision IN ('permit', 'deny')),
    status text NOT NULL
        CHECK (status IN ('draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error')),
    practitioner_id uuid REFERENCES records.practitioner (id),
    valid_from date,
    valid_to date,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    UNIQUE (patient_id, origin),
    CHECK (valid_to >= valid_from)
);
CREATE INDEX consent_in_force ON records.consent (patient_id, category) WHERE status = 'active';
CREATE INDEX consent_denied ON records.consent (patient_id)
    WHERE category = 'treatment' AND decision = 'deny' AND status = 'active';

-- The newest decision in force counts; one that names the practitioner goes before a general one. NULL: none made.
CREATE FUNCTION records.consent_decision(p_patient uuid, p_category text, p_practitioner uuid) RETURNS text
LANGUAGE sql STABLE
RETURN (
    SELECT c.decision
    FROM records.consent AS c
    WHERE c.patient_id = p_patient
      AND c.category = p_category
      AND c.status = 'active'
      AND (c.practitioner_id IS NULL OR c.practitioner_id = p_practitioner)
      AND CURRENT_DATE BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
    ORDER BY c.practitioner_id IS NULL, c.updated_at DESC, c.id DESC
    LIMIT 1
);

CREATE FUNCTION records.is_treated_by(p_patient uuid, p_practitioner uuid) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM records.care_team_member AS m
    WHERE m.patient_id = p_patient
      AND m.practitioner_id = p_practitioner
      AND m.status = 'active'
      AND now() >= coalesce(m.period_start, '-infinity')
      AND now() < coalesce(m.period_end, 'infinity')
) AND records.consent_decision(p_patient, 'treatment', p_practitioner) IS DISTINCT FROM 'deny';

-- The same for all patients of a practitioner at once: decisions are looked up only where somebody denied something.
CREATE FUNCTION records.panel_of(p_practitioner uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT m.patient_id
    FROM records.care_team_member AS m
    LEFT JOIN (
        SELECT DISTINCT c.patient_id
        FROM records.consent AS c
        WHERE c.category = 'treatment' AND c.decision = 'deny' AND c.status = 'active'
    ) AS denied ON denied.patient_id = m.patient_id
    WHERE m.practitioner_id = p_practitioner
      AND m.status = 'active'
      AND now() >= coalesce(m.period_start, '-infinity')
      AND now() < coalesce(m.period_end, 'infinity')
      AND (denied.patient_id IS NULL
           OR records.consent_decision(m.patient_id, 'treatment', p_practitioner) IS DISTINCT FROM 'deny');
END;

-- Whether the acting person may see clinical facts of a patient without having opened the chart, for policies of
-- tables that are read across patients (worklists, review queues). Doctors: those whom they treat. Patients:
-- themselves. Administrators and services: nobody; a service opens one chart after the other.
CREATE FUNCTION records.in_my_panel(p_patient uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE core.actor_role()
        WHEN 'doctor' THEN records.is_treated_by(p_patient, core.actor_practitioner_id())
        WHEN 'patient' THEN coalesce(p_patient = core.actor_patient_id(), false)
        ELSE false
    END;
END $$;

-- What the acting person may open of a patient: 'clinical', 'demographic', or why not. Also sets row-level security,
-- so that the answer and its effect cannot come apart. The reasons go to the audit trail, never to the person.
CREATE FUNCTION records.open_chart(p_patient uuid) RETURNS text
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
        WHEN v_role = 'doctor' AND records.consent_decision(p_patient, 'treatment', core.actor_practitioner_id())
            = 'deny' THEN 'consent'
        WHEN v_role = 'doctor' THEN 'no-relationship'
        WHEN v_role = 'admin' THEN 'demographic'
        WHEN v_role = 'service' THEN 'clinical'
        ELSE 'role'
    END;
    PERFORM
        set_config('salus.chart', CASE v_scope WHEN 'clinical' THEN p_patient::text ELSE '' END, true),
        set_config('salus.person', CASE WHEN v_scope IN ('clinical', 'demographic') THEN p_patient::text ELSE '' END, true);
    RETURN v_scope;
END $$;

-- Decide and read in one round trip: what opens most requests.
CREATE FUNCTION records.read_patient(p_patient uuid) RETURNS TABLE (scope text, patient records.patient)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_scope text := records.open_chart(p_patient);
BEGIN
    IF v_scope IN ('clinical', 'demographic') THEN
        RETURN QUERY SELECT v_scope, p FROM records.patient AS p WHERE p.id = p_patient;
    ELSE
        RETURN QUERY SELECT v_scope, NULL::records.patient;
    END IF;
END $$;

-- Who is registered under an identifier, for imports: services only, everybody else learns nothing.
CREATE FUNCTION records.patient_of(p_system text, p_value text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT i.patient_id FROM records.patient_identifier AS i
    WHERE i.system = p_system AND i.value = p_value AND core.actor_role() = 'service'
);

-- Find people by name (typos allowed), birth date and identifier, best first; only those whom the acting person may
-- know of. A function of the owner, because an index on names cannot serve a query behind row-level security: array
-- overlap is not leakproof, so PostgreSQL would look at every row first. The statement is put together from what is
-- asked, so that each search gets the plan of its own conditions; values always travel as parameters.
CREATE FUNCTION records.find_patients(
    p_name text, p_birth_date date, p_system text, p_value text,
    p_after_score integer, p_after_name text, p_after_id uuid, p_limit integer
) RETURNS TABLE (score integer, sort_name text, patient records.patient)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_words text[] := string_to_array(records.fold(p_name), ' ');
    v_typed text[] := records.trigrams(p_name, false);
    v_score text := '0';
    v_where text := CASE core.actor_role()
        WHEN 'admin' THEN 'true'
        WHEN 'doctor' THEN 'p.id IN (SELECT records.panel_of(core.actor_practitioner_id()))'
        WHEN 'patient' THEN 'p.id = core.actor_patient_id()'
        ELSE 'false' END;
    v_all text;
    v_any text;
    v_statement text;
    v_count integer;
BEGIN
    IF p_birth_date IS NOT NULL THEN
        v_where := v_where || ' AND p.birth_date = $1';
    END IF;
    IF p_value IS NOT NULL THEN
        v_where := v_where || ' AND p.id IN (SELECT i.patient_id FROM records.patient_identifier AS i WHERE i.value = $3'
            || CASE WHEN p_system IS NULL THEN ')' ELSE ' AND i.system = $2)' END;
    END IF;
    IF p_name IS NOT NULL THEN
        IF cardinality(v_typed) = 0 THEN
            RETURN;
        END IF;
        v_score := 'records.name_score($4, p.name_trigrams)';
        SELECT string_agg(near, ' AND '), string_agg(near, ' OR ') INTO v_all, v_any
        FROM (SELECT format('p.name_near && records.near_forms($5[%s])', i) AS near
              FROM generate_subscripts(v_words, 1) AS i LIMIT 6) AS words;
    END IF;
    v_statement := 'SELECT f.score, f.sort_name, f.patient
        FROM (SELECT ' || v_score || ' AS score, p.sort_name, p AS patient FROM records.patient AS p WHERE ' || v_where
        || '%s) AS f'
        || CASE WHEN p_after_id IS NULL THEN ''
            ELSE ' WHERE (-f.score, f.sort_name, (f.patient).id) > (-$6, $7, $8)' END
        || ' ORDER BY -f.score, f.sort_name, (f.patient).id LIMIT $9';
    IF p_name IS NULL THEN
        v_statement := replace(v_statement, '-f.score, ', '');
        v_statement := replace(v_statement, '-$6, ', '');
    END IF;
    RETURN QUERY EXECUTE replace(v_statement, '%s',
        CASE WHEN p_name IS NULL THEN '' ELSE ' AND (p.name_trigrams @> $4 OR (' || v_all || '))' END)
        USING p_birth_date, p_system, p_value, v_typed, v_words, p_after_score, p_after_name, p_after_id, p_limit;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    -- Only where nobody answers to all words: those who answer to one of them. Their scores lie 600 lower.
    IF p_name IS NOT NULL AND cardinality(v_words) > 1
       AND ((v_count = 0 AND p_after_id IS NULL) OR p_after_score < 600) THEN
        v_statement := replace(v_statement, v_score, v_score || ' - 600');
        RETURN QUERY EXECUTE replace(v_statement, '%s', ' AND (' || v_any || ')')
            USING p_birth_date, p_system, p_value, v_typed, v_words, p_after_score, p_after_name, p_after_id, p_limit;
    END IF;
END $$;

REVOKE ALL ON FUNCTION records.in_my_panel(uuid), records.open_chart(uuid), records.read_patient(uuid),
    records.patient_of(text, text),
    records.find_patients(text, date, text, text, integer, text, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.in_my_panel(uuid), records.open_chart(uuid), records.read_patient(uuid),
    records.patient_of(text, text),
    records.find_patients(text, date, text, text, integer, text, uuid, integer) TO salus_app;

CREATE TRIGGER consent_version BEFORE UPDATE ON records.consent
    FOR EACH ROW EXECUTE FUNCTION records.keep_version('consent');
CREATE TRIGGER consent_inserted AFTER INSERT ON records.consent
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
CREATE TRIGGER consent_updated AFTER UPDATE ON records.consent
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
ALTER TABLE records.consent ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_chart ON records.consent
    USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id());
GRANT SELECT, INSERT, UPDATE ON records.consent TO salus_app;
