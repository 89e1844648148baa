CREATE SCHEMA documents;
GRANT USAGE ON SCHEMA documents TO salus_app;

-- A file as it was sent, and how far it has been read. Bytes lie encrypted in the object storage.
CREATE TABLE documents.document (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    title text NOT NULL,
    filename text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    storage_key text NOT NULL,
    password_key text,
    document_type text NOT NULL,
    detected_type text,
    document_date date,
    status text NOT NULL DEFAULT 'INGESTED'
        CHECK (status IN ('INGESTED', 'ANALYZING', 'INDEXED', 'FAILED', 'REVIEW')),
    tier smallint NOT NULL DEFAULT 0 CHECK (tier BETWEEN 0 AND 3),
    progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    message text NOT NULL,
    reason text,
    page_count integer NOT NULL CHECK (page_count > 0),
    markers text[] NOT NULL DEFAULT '{}',
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    uploaded_by uuid NOT NULL,
    is_patient_upload boolean NOT NULL,
    job_id uuid,
    replaces uuid REFERENCES documents.document (id),
    replaced_by uuid REFERENCES documents.document (id),
    deleted_at timestamptz,
    deleted_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- The same file twice is recognised, also when both arrive at the same moment.
CREATE UNIQUE INDEX document_same_file ON documents.document (patient_id, sha256)
    WHERE deleted_at IS NULL AND replaced_by IS NULL;
CREATE INDEX document_of_patient ON documents.document (patient_id, uploaded_at DESC);

CREATE TABLE documents.page (
    document_id uuid NOT NULL REFERENCES documents.document (id),
    number integer NOT NULL CHECK (number > 0),
    patient_id uuid NOT NULL,
    width_pt real NOT NULL,
    height_pt real NOT NULL,
    rotation_deg real NOT NULL,
    source text NOT NULL CHECK (source IN ('embedded', 'ocr', 'mixed', 'blank')),
    text text NOT NULL,
    words jsonb NOT NULL, -- [[text, x0, y0, x1, y1, confidence], ...], boxes in fractions of the page
    tables jsonb NOT NULL, -- [{"box": [...], "rows": [[[text, x0, y0, x1, y1], ...], ...]}, ...]
    problem text, -- why a person should look at this page, where it could not be read
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, number)
);

CREATE TABLE documents.page_image (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    document_id uuid NOT NULL REFERENCES documents.document (id),
    page integer NOT NULL,
    ordinal integer NOT NULL,
    patient_id uuid NOT NULL,
    box real[] NOT NULL CHECK (cardinality(box) = 4),
    width_px integer NOT NULL,
    height_px integer NOT NULL,
    storage_key text NOT NULL,
    caption text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'not_analysed' CHECK (status IN ('not_analysed', 'described')),
    description text,
    described_by text,
    UNIQUE (document_id, page, ordinal)
);

-- What a machine found, waiting for a person's word. The draft is kept as it was even when it is corrected.
CREATE TABLE documents.proposal (
    id uuid PRIMARY KEY,
    patient_id uuid NOT NULL,
    document_id uuid NOT NULL REFERENCES documents.document (id),
    kind text NOT NULL CHECK (
        kind IN ('observation', 'condition', 'medication', 'allergy', 'family_history', 'risk_marker')),
    key text NOT NULL, -- the same for the same fact wherever it is printed
    fact jsonb NOT NULL,
    summary text NOT NULL,
    assertion text NOT NULL,
    word text,
    page integer NOT NULL,
    box real[] NOT NULL CHECK (cardinality(box) = 4),
    quote text NOT NULL,
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    tone text NOT NULL CHECK (tone IN ('green', 'amber')),
    extractor text NOT NULL,
    extractor_version text NOT NULL,
    status text NOT NULL DEFAULT 'proposed'
        CHECK (status IN ('proposed', 'accepted', 'corrected', 'rejected', 'superseded')),
    version integer NOT NULL DEFAULT 1,
    in_chart_type text,
    in_chart_id uuid,
    created_type text,
    created_id uuid,
    correction jsonb,
    decided_by uuid,
    decided_at timestamptz,
    decision_reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((status IN ('accepted', 'corrected')) = (created_id IS NOT NULL)),
    CHECK ((status = 'proposed') = (decided_at IS NULL))
);
CREATE INDEX proposal_of_document ON documents.proposal (document_id);
CREATE INDEX proposal_of_patient ON documents.proposal (patient_id, status, created_at DESC);
CREATE INDEX proposal_same_fact ON documents.proposal (patient_id, key);

-- Pieces for search. One patient's pieces are few, so search is an exact scan of them: an approximate vector index
-- and a filter afterwards finds 2 % of what it should. Never add such an index here.
CREATE TABLE documents.chunk (
    id uuid PRIMARY KEY,
    patient_id uuid NOT NULL,
    document_id uuid NOT NULL REFERENCES documents.document (id),
    ordinal integer NOT NULL,
    document_type text NOT NULL,
    document_date date,
    page_from integer NOT NULL,
    page_to integer NOT NULL,
    heading text NOT NULL,
    role text NOT NULL,
    text text NOT NULL,
    context text NOT NULL, -- type, date and section, put before the text when it is embedded and searched
    lines jsonb NOT NULL, -- [[page, x0, y0, x1, y1, start, end], ...], start and end count characters of the text
    markers text[] NOT NULL,
    lexemes tsvector NOT NULL, -- of text and markers, without positions: ranks count which words occur
    context_lexemes tsvector NOT NULL, -- of context, type and date: the same for many pieces, so they count less
    embedding vector(384) NOT NULL,
    embedding_model text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (document_id, ordinal)
);
-- Vectors and lexemes are read for every piece of the patient on every search, so they stay in the row and the text
-- moves out before them (500 pieces: 3 ms instead of 13).
ALTER TABLE documents.chunk ALTER COLUMN embedding SET STORAGE PLAIN;
ALTER TABLE documents.chunk ALTER COLUMN lexemes SET STORAGE MAIN;
ALTER TABLE documents.chunk ALTER COLUMN context_lexemes SET STORAGE MAIN;
ALTER TABLE documents.chunk SET (toast_tuple_target = 4000);
CREATE INDEX chunk_of_patient ON documents.chunk (patient_id, document_id);

-- What each tier did, for the person who looks into a document that went wrong.
CREATE TABLE documents.processing_log (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    document_id uuid NOT NULL REFERENCES documents.document (id),
    patient_id uuid NOT NULL,
    tier smallint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'review', 'failed')),
    took_ms integer NOT NULL,
    counts jsonb NOT NULL DEFAULT '{}',
    reason text,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX processing_log_of_document ON documents.processing_log (document_id, at);

-- Objects whose rows are gone; a job removes them and only then forgets them.
CREATE TABLE documents.discarded_object (
    storage_key text PRIMARY KEY,
    document_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    discarded_at timestamptz NOT NULL DEFAULT now()
);

-- Everything stands behind the open chart.
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['document', 'page', 'page_image', 'proposal', 'chunk', 'processing_log',
                                   'discarded_object'] LOOP
        EXECUTE format('ALTER TABLE documents.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY %I ON documents.%I USING (patient_id = core.chart_id()) '
            'WITH CHECK (patient_id = core.chart_id())', v_table || '_of_chart', v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON documents.%I TO salus_app', v_table);
    END LOOP;
END $$;
-- The review queue looks across a doctor's own patients, and only while no chart is open.
CREATE POLICY document_of_panel ON documents.document FOR SELECT
    USING (core.chart_id() IS NULL AND records.in_my_panel(patient_id));
CREATE POLICY proposal_of_panel ON documents.proposal FOR SELECT
    USING (core.chart_id() IS NULL AND records.in_my_panel(patient_id));

-- An address names a document or proposal, not a chart. These say whose chart must be opened, and nothing else;
-- the chart's door then decides and writes the audit row.
CREATE FUNCTION documents.patient_of_document(p_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT patient_id FROM documents.document WHERE id = p_id);
CREATE FUNCTION documents.patient_of_proposal(p_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT patient_id FROM documents.proposal WHERE id = p_id);
-- Documents whose vectors are another model's, for the worker that indexes them again one chart after the other.
CREATE FUNCTION documents.outdated(p_model text) RETURNS TABLE (patient_id uuid, document_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT c.patient_id, c.document_id
    FROM documents.chunk AS c
    WHERE c.embedding_model <> p_model AND core.actor_role() = 'service';
END;
REVOKE ALL ON FUNCTION documents.patient_of_document(uuid), documents.patient_of_proposal(uuid),
    documents.outdated(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents.patient_of_document(uuid), documents.patient_of_proposal(uuid),
    documents.outdated(text) TO salus_app;
