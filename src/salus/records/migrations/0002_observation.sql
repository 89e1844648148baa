-- Every measured value. Partitioned by time, so that a stream of device readings leaves old years alone.
CREATE TABLE records.observation (
    id uuid NOT NULL DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    encounter_id uuid,
    code text NOT NULL,
    code_display text NOT NULL,
    code_system text NOT NULL,
    effective_at timestamptz NOT NULL,
    value numeric,
    value_text text,
    comparator text CHECK (comparator IN ('<', '<=', '>', '>=', '~')),
    unit text,
    reference_low numeric,
    reference_high numeric,
    reference_text text,
    interpretation text CHECK (interpretation IN ('N', 'L', 'H', 'LL', 'HH', 'A', 'AA')),
    status text NOT NULL CHECK (status IN ('registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled',
        'entered-in-error', 'unknown')),
    category text NOT NULL,
    quality numeric CHECK (quality BETWEEN 0 AND 1),
    method text,
    device text,
    original_text text,
    panel_id uuid,
    panel_code text,
    source text NOT NULL,
    note text,
    origin text,
    extra jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id(),
    PRIMARY KEY (id, effective_at),
    FOREIGN KEY (patient_id, encounter_id) REFERENCES records.encounter (patient_id, id)
) PARTITION BY RANGE (effective_at);

CREATE INDEX observation_patient_time ON records.observation (patient_id, effective_at DESC, id DESC);
CREATE INDEX observation_patient_code_time ON records.observation (patient_id, code, effective_at DESC, id DESC);
CREATE INDEX observation_origin ON records.observation (patient_id, origin) WHERE origin IS NOT NULL;

-- Old years share one partition: few rows, and every partition costs each query planning time. The default one should
-- stay empty: it catches times beyond the years made ahead, so that a wrong clock can never make a write fail.
CREATE TABLE records.observation_before_2024 PARTITION OF records.observation
    FOR VALUES FROM (MINVALUE) TO ('2024-01-01+00');
CREATE TABLE records.observation_default PARTITION OF records.observation DEFAULT;

-- Make the yearly partitions up to some years ahead; those that exist stay. Rows that had to go to the default
-- partition move to their year. Called by the migration and, as years pass, by the yearly upkeep of the runtime role.
CREATE FUNCTION records.ensure_observation_partitions(p_years_ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_year integer;
    v_name text;
    v_made integer := 0;
BEGIN
    FOR v_year IN 2024 .. extract(year FROM now())::integer + least(p_years_ahead, 10) LOOP
        v_name := 'observation_' || v_year;
        CONTINUE WHEN to_regclass('records.' || v_name) IS NOT NULL;
        EXECUTE format('CREATE TABLE records.%I (LIKE records.observation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
            v_name);
        EXECUTE format($q$
            WITH moved AS (
                DELETE FROM records.observation_default
                WHERE effective_at >= %1$L AND effective_at < %2$L
                RETURNING *
            )
            INSERT INTO records.%3$I SELECT * FROM moved
            $q$, v_year || '-01-01+00', v_year + 1 || '-01-01+00', v_name);
        EXECUTE format('ALTER TABLE records.observation ATTACH PARTITION records.%I FOR VALUES FROM (%L) TO (%L)',
            v_name, v_year || '-01-01+00', v_year + 1 || '-01-01+00');
        EXECUTE format('ALTER TABLE records.%I ENABLE ROW LEVEL SECURITY', v_name);
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END $$;
SELECT records.ensure_observation_partitions();
REVOKE ALL ON FUNCTION records.ensure_observation_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.ensure_observation_partitions(integer) TO salus_app;

ALTER TABLE records.observation ENABLE ROW LEVEL SECURITY;
-- A partition asked for by its own name has no policy and therefore shows nothing; it is not granted to anyone either.
ALTER TABLE records.observation_before_2024 ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.observation_default ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_chart ON records.observation
    USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id());
CREATE TRIGGER observation_version BEFORE UPDATE ON records.observation
    FOR EACH ROW EXECUTE FUNCTION records.keep_version('observation');
CREATE TRIGGER observation_inserted AFTER INSERT ON records.observation
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
CREATE TRIGGER observation_updated AFTER UPDATE ON records.observation
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
GRANT SELECT, INSERT, UPDATE ON records.observation TO salus_app;
