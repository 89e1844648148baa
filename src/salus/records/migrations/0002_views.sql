-- Where a fact came from: document, page, box and quoted words, or a model, and who accepted it.
-- document_id points upwards and is therefore an opaque id without a foreign key.
CREATE TABLE records.provenance (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    target_type text NOT NULL,
    target_id uuid NOT NULL,
    activity text NOT NULL,
    document_id uuid,
    page integer,
    box real[] CHECK (cardinality(box) = 4),
    quote text,
    model text,
    model_version text,
    inputs_digest text,
    confidence real CHECK (confidence BETWEEN 0 AND 1),
    accepted_by uuid,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    recorded_by uuid DEFAULT core.actor_id()
);
CREATE INDEX provenance_target ON records.provenance (patient_id, target_type, target_id);
CREATE INDEX provenance_document ON records.provenance (patient_id, document_id) WHERE document_id IS NOT NULL;

-- One line for everything that happened to a patient. ref_type and ref_id say what opens on a click.
CREATE TABLE records.timeline_entry (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_-]{1,39}$'),
    at timestamptz NOT NULL,
    title text NOT NULL,
    summary text NOT NULL DEFAULT '',
    ref_type text NOT NULL,
    ref_id uuid NOT NULL,
    tone text NOT NULL DEFAULT 'neutral' CHECK (tone IN ('neutral', 'good', 'warning', 'critical')),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (patient_id, ref_type, ref_id)
);
CREATE INDEX timeline_entry_newest ON records.timeline_entry (patient_id, at DESC, id DESC);
CREATE INDEX timeline_entry_kind ON records.timeline_entry (patient_id, kind, at DESC, id DESC);
CREATE INDEX timeline_entry_changed ON records.timeline_entry (patient_id, changed_at DESC);
CREATE TRIGGER timeline_entry_inserted AFTER INSERT ON records.timeline_entry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
CREATE TRIGGER timeline_entry_updated AFTER UPDATE ON records.timeline_entry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();
CREATE TRIGGER timeline_entry_deleted AFTER DELETE ON records.timeline_entry
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION records.raise_revision();

-- Why a patient deserves a doctor's eye, one line a reason; rank 1 is the most urgent. Written when the fact is, so that
-- a worklist reads lines instead of computing trends over everybody's results.
CREATE TABLE records.attention (
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    kind text NOT NULL,
    key text NOT NULL,
    rank smallint NOT NULL CHECK (rank BETWEEN 1 AND 9),
    reason text NOT NULL,
    at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    amount integer NOT NULL DEFAULT 1,
    is_until_looked boolean NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (patient_id, kind, key)
);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['provenance', 'timeline_entry', 'attention'] LOOP
        EXECUTE format('ALTER TABLE records.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY open_chart ON records.%I
            USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id())', v_table);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON records.provenance TO salus_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON records.timeline_entry, records.attention TO salus_app;

-- The acting doctor's patients, the most urgent reason of each first. A function of the owner, because it reads across
-- charts; it shows nobody else's patients because it starts from the actor's own care relationships.
CREATE FUNCTION records.worklist(p_limit integer) RETURNS TABLE (
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
            a.patient_id, a.rank, a.kind, a.reason, a.at,
            count(*) OVER of_patient AS amount,
            sum(a.amount) FILTER (WHERE a.kind = 'proposals') OVER of_patient AS proposals
        FROM panel
        JOIN records.attention AS a ON a.patient_id = panel.patient_id
        WHERE (NOT a.is_until_looked OR a.noted_at > coalesce(panel.looked_at, '-infinity'))
          AND now() < coalesce(a.expires_at, 'infinity')
        WINDOW of_patient AS (PARTITION BY a.patient_id)
        ORDER BY a.patient_id, a.rank, a.at DESC, a.key
    ), first_ones AS (
        SELECT p, panel.looked_at, r.rank, r.kind, r.reason, r.at, r.amount, r.proposals, p.sort_name, p.id
        FROM panel
        JOIN records.patient AS p ON p.id = panel.patient_id
        LEFT JOIN reasons AS r ON r.patient_id = panel.patient_id
        ORDER BY r.rank NULLS LAST, r.at DESC NULLS LAST, p.sort_name, p.id
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
    ORDER BY f.rank NULLS LAST, f.at DESC NULLS LAST, f.sort_name, f.id;
END $$;
REVOKE ALL ON FUNCTION records.worklist(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.worklist(integer) TO salus_app;
