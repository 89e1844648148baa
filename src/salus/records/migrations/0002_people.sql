CREATE SCHEMA records;
GRANT USAGE ON SCHEMA records TO salus_app;

-- Names without case, accents and punctuation. No unaccent extension may be required, so decomposition does it.
CREATE FUNCTION records.fold(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    replace(replace(replace(replace(
        translate(
            regexp_replace(lower(normalize(p_text, NFKD)), '[\u0300-\u036f]', '', 'g'),
            'øłđðı', 'olddi'
        ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    '[^[:alnum:]]+', ' ', 'g'));

-- Three letters in a row of every word, padded in front, and behind too where the word is whole: what has been typed so
-- far is contained in the name that it begins. pg_trgm's form, without pg_trgm. In plpgsql, because a SQL function with
-- set-returning calls costs half a millisecond a call here, a loop a tenth of that.
CREATE FUNCTION records.trigrams(p_text text, p_is_whole boolean) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_found text[] := '{}';
    v_word text;
BEGIN
    FOREACH v_word IN ARRAY string_to_array(records.fold(p_text), ' ') LOOP
        v_word := '  ' || v_word || CASE WHEN p_is_whole THEN ' ' ELSE '' END;
        FOR i IN 1 .. length(v_word) - 2 LOOP
            v_found := v_found || substr(v_word, i, 3);
        END LOOP;
    END LOOP;
    RETURN v_found;
END $$;

-- Every word, and every word of three letters or more with one letter left out. Two words that differ by one letter too
-- many, too few, wrong or swapped share such a form, so that one exact lookup finds the misspelled.
CREATE FUNCTION records.near_forms(p_text text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_found text[] := '{}';
    v_word text;
BEGIN
    FOREACH v_word IN ARRAY string_to_array(records.fold(p_text), ' ') LOOP
        v_found := v_found || v_word;
        IF length(v_word) >= 3 THEN
            FOR i IN 1 .. length(v_word) LOOP
                v_found := v_found || (left(v_word, i - 1) || substr(v_word, i + 1));
            END LOOP;
        END IF;
    END LOOP;
    RETURN v_found;
END $$;

-- How well a name answers what was typed. 900 to 999: it holds all of it, the more of the name was typed the better.
-- 600 to 899: it is close, the more of it is found the better.
CREATE FUNCTION records.name_score(p_typed text[], p_name text[]) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN p_name @> p_typed THEN 900 + least(99, 100 * cardinality(p_typed) / greatest(cardinality(p_name), 1))
    ELSE 600 + 299 * (SELECT count(*)::integer FROM unnest(p_typed) AS gram WHERE gram = ANY (p_name))
        / greatest(cardinality(p_typed), 1)
END;

CREATE TABLE records.practitioner (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    given text NOT NULL,
    family text NOT NULL,
    prefix text,
    specialty text,
    identifiers jsonb NOT NULL DEFAULT '[]',
    telecom jsonb NOT NULL DEFAULT '[]',
    is_active boolean NOT NULL DEFAULT true,
    origin text UNIQUE,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    sort_name text GENERATED ALWAYS AS (records.fold(family || ' ' || given)) STORED,
    name_trigrams text[] GENERATED ALWAYS AS (records.trigrams(given || ' ' || family, true)) STORED,
    name_near text[] GENERATED ALWAYS AS (records.near_forms(given || ' ' || family)) STORED
);
CREATE INDEX practitioner_by_name ON records.practitioner (sort_name, id);
CREATE INDEX practitioner_name ON records.practitioner USING gin (name_trigrams, name_near);

CREATE TABLE records.patient (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    given text NOT NULL,
    family text NOT NULL,
    birth_date date NOT NULL,
    sex text NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown')),
    identifiers jsonb NOT NULL DEFAULT '[]',
    telecom jsonb NOT NULL DEFAULT '[]',
    address jsonb,
    is_pregnant boolean,
    language text,
    deceased_at timestamptz,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    sort_name text GENERATED ALWAYS AS (records.fold(family || ' ' || given)) STORED,
    name_trigrams text[] GENERATED ALWAYS AS (records.trigrams(given || ' ' || family, true)) STORED,
    name_near text[] GENERATED ALWAYS AS (records.near_forms(given || ' ' || family)) STORED
);
CREATE INDEX patient_by_name ON records.patient (sort_name, id);
CREATE INDEX patient_birth_date ON records.patient (birth_date);
CREATE INDEX patient_name ON records.patient USING gin (name_trigrams, name_near);

-- The searchable, unique form of patient.identifiers; a trigger keeps it, nobody writes it by hand.
CREATE TABLE records.patient_identifier (
    system text NOT NULL,
    value text NOT NULL,
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    PRIMARY KEY (system, value)
);
CREATE INDEX patient_identifier_value ON records.patient_identifier (value);
CREATE INDEX patient_identifier_patient ON records.patient_identifier (patient_id);

CREATE FUNCTION records.index_identifiers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM records.patient_identifier WHERE patient_id = NEW.id;
    INSERT INTO records.patient_identifier (system, value, patient_id)
    SELECT DISTINCT said ->> 'system', said ->> 'value', NEW.id
    FROM jsonb_array_elements(NEW.identifiers) AS said;
    RETURN NULL;
END $$;
CREATE TRIGGER patient_identifiers_inserted AFTER INSERT ON records.patient
    FOR EACH ROW EXECUTE FUNCTION records.index_identifiers();
CREATE TRIGGER patient_identifiers_changed AFTER UPDATE OF identifiers ON records.patient
    FOR EACH ROW WHEN (OLD.identifiers IS DISTINCT FROM NEW.identifiers)
    EXECUTE FUNCTION records.index_identifiers();

CREATE TABLE records.care_team_member (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    practitioner_id uuid NOT NULL REFERENCES records.practitioner (id),
    role text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'entered-in-error')),
    period_start timestamptz,
    period_end timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    CHECK (period_end >= period_start)
);
CREATE INDEX care_team_member_patient ON records.care_team_member (patient_id, practitioner_id);
CREATE INDEX care_team_member_panel ON records.care_team_member (practitioner_id, patient_id) WHERE status = 'active';

-- Every version that was ever replaced, as it stood. The current one stands in its own table.
CREATE TABLE records.history (
    resource_type text NOT NULL,
    resource_id uuid NOT NULL,
    version integer NOT NULL,
    patient_id uuid REFERENCES records.patient (id),
    body jsonb NOT NULL,
    PRIMARY KEY (resource_type, resource_id, version)
);
CREATE INDEX history_patient ON records.history (patient_id);

-- Whoever updates, by whatever statement, keeps the old version, counts up and signs the new one.
CREATE FUNCTION records.keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_old jsonb := to_jsonb(OLD);
BEGIN
    INSERT INTO records.history (resource_type, resource_id, version, patient_id, body)
    VALUES (
        TG_ARGV[0], OLD.id, OLD.version,
        CASE TG_ARGV[0] WHEN 'patient' THEN OLD.id WHEN 'practitioner' THEN NULL
            ELSE (v_old ->> 'patient_id')::uuid END,
        v_old
    );
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    NEW.recorded_by := core.actor_id();
    RETURN NEW;
END $$;
CREATE TRIGGER patient_version BEFORE UPDATE ON records.patient
    FOR EACH ROW EXECUTE FUNCTION records.keep_version('patient');
CREATE TRIGGER practitioner_version BEFORE UPDATE ON records.practitioner
    FOR EACH ROW EXECUTE FUNCTION records.keep_version('practitioner');
CREATE TRIGGER care_team_member_version BEFORE UPDATE ON records.care_team_member
    FOR EACH ROW EXECUTE FUNCTION records.keep_version('care_team_member');

-- A number that grows with every change to a chart: what was computed from an older one is stale.
CREATE TABLE records.chart_revision (
    patient_id uuid PRIMARY KEY REFERENCES records.patient (id),
    revision bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION records.raise_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records.chart_revision AS known (patient_id)
    SELECT DISTINCT patient_id FROM changed ORDER BY patient_id
    ON CONFLICT (patient_id) DO UPDATE SET revision = known.revision + 1, changed_at = now();
    RETURN NULL;
END $$;
CREATE FUNCTION records.raise_revision_of_patient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records.chart_revision AS known (patient_id) VALUES (NEW.id)
    ON CONFLICT (patient_id) DO UPDATE SET revision = known.revision + 1, changed_at = now();
    RETURN NULL;
END $$;
CREATE TRIGGER patient_revision AFTER INSERT OR UPDATE ON records.patient
    FOR EACH ROW EXECUTE FUNCTION records.raise_revision_of_patient();

-- When somebody last looked at a chart. `before` is the visit before this one: reloading a page is not a new visit.
CREATE TABLE records.look (
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    actor_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    before timestamptz,
    PRIMARY KEY (patient_id, actor_id)
);

GRANT SELECT, INSERT, UPDATE ON records.practitioner, records.patient, records.care_team_member,
    records.chart_revision, records.look TO salus_app;
GRANT SELECT ON records.patient_identifier TO salus_app;
GRANT SELECT, INSERT ON records.history TO salus_app;
