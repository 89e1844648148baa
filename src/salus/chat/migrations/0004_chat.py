"""Chat schema: conversations, messages, and answers kept for one revision of a chart."""

from alembic import op

revision = "0004_chat"
down_revision = "0003_documents"
branch_labels = None
depends_on = None

SQL = """
CREATE SCHEMA chat;
GRANT USAGE ON SCHEMA chat TO salus_app;

CREATE TABLE chat.conversation (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    patient_id uuid NOT NULL REFERENCES records.patient (id),
    audience text NOT NULL CHECK (audience IN ('patient', 'doctor')),
    owner_id uuid NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conversation_of_patient ON chat.conversation (patient_id, owner_id, updated_at DESC);

CREATE TABLE chat.message (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    conversation_id uuid NOT NULL REFERENCES chat.conversation (id) ON DELETE CASCADE,
    patient_id uuid NOT NULL,
    is_assistant boolean NOT NULL,
    text text NOT NULL,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX message_of_conversation ON chat.message (conversation_id, created_at);

-- An answer without a model depends on the question and the chart alone, so it holds until the chart changes.
CREATE TABLE chat.cached_answer (
    patient_id uuid NOT NULL,
    audience text NOT NULL,
    question_digest bytea NOT NULL,
    revision bigint NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (patient_id, audience, question_digest)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chat TO salus_app;
ALTER TABLE chat.conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat.message ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat.cached_answer ENABLE ROW LEVEL SECURITY;

-- A conversation belongs to the one person who holds it, and opens only with the chart that it is about.
CREATE POLICY conversation_of_owner ON chat.conversation
    USING (patient_id = core.chart_id() AND owner_id = core.actor_id())
    WITH CHECK (patient_id = core.chart_id() AND owner_id = core.actor_id());
CREATE POLICY message_of_owner ON chat.message
    USING (patient_id = core.chart_id() AND EXISTS (SELECT FROM chat.conversation AS c WHERE c.id = conversation_id))
    WITH CHECK (patient_id = core.chart_id() AND EXISTS (SELECT FROM chat.conversation AS c WHERE c.id = conversation_id));
CREATE POLICY cached_answer_of_chart ON chat.cached_answer
    USING (patient_id = core.chart_id()) WITH CHECK (patient_id = core.chart_id());

-- Which patient a conversation is about, so that its chart can be opened; tells its owner only.
CREATE FUNCTION chat.patient_of_conversation(p_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT patient_id FROM chat.conversation WHERE id = p_id AND owner_id = core.actor_id()
$$;
REVOKE ALL ON FUNCTION chat.patient_of_conversation(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chat.patient_of_conversation(uuid) TO salus_app;
"""


def upgrade() -> None:
    """Create the schema."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    run(SQL)


def downgrade() -> None:
    """Drop it; conversations are lost."""
    op.get_bind().exec_driver_sql("DROP SCHEMA chat CASCADE")
