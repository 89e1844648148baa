"""Chat: answers that are written while they are read, sentence by sentence, and what is left of one that broke off."""

from alembic import op

revision = "0020_chat_streaming"
down_revision = "0025_documents_panel"
branch_labels = None
depends_on = None

SQL = """
-- The previous release writes whole answers only: for its rows the default is right.
ALTER TABLE chat.message
    ADD COLUMN state text NOT NULL DEFAULT 'complete' CHECK (state IN ('complete', 'writing', 'interrupted')),
    ADD COLUMN writing_until timestamptz;

CREATE TABLE chat.said_sentence (
    message_id uuid NOT NULL REFERENCES chat.message (id) ON DELETE CASCADE,
    number smallint NOT NULL,
    patient_id uuid NOT NULL,
    sentence jsonb NOT NULL,
    PRIMARY KEY (message_id, number)
);
GRANT SELECT, INSERT, DELETE ON chat.said_sentence TO salus_app;
ALTER TABLE chat.said_sentence ENABLE ROW LEVEL SECURITY;
CREATE POLICY said_sentence_of_owner ON chat.said_sentence
    USING (patient_id = core.chart_id() AND EXISTS (SELECT FROM chat.message AS m WHERE m.id = message_id))
    WITH CHECK (patient_id = core.chart_id() AND EXISTS (SELECT FROM chat.message AS m WHERE m.id = message_id));

-- Sentences of many answers in one statement, before anybody is shown them. It adds to answers that are being written,
-- under the patient of their own message, and tells nothing: so it needs no actor and no chart.
CREATE FUNCTION chat.note_said(p_messages uuid[], p_numbers int[], p_sentences jsonb[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO chat.said_sentence (message_id, number, patient_id, sentence)
    SELECT m.id, said.number, m.patient_id, said.sentence
    FROM unnest(p_messages, p_numbers, p_sentences) AS said (message_id, number, sentence)
    JOIN chat.message AS m ON m.id = said.message_id AND m.state = 'writing'
    ON CONFLICT DO NOTHING
$$;
-- The answers of a process that lives stay its own; those of one that was killed are interrupted a little later.
CREATE FUNCTION chat.keep_writing(p_messages uuid[], p_seconds int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE chat.message SET writing_until = now() + make_interval(secs => p_seconds)
    WHERE id = ANY (p_messages) AND state = 'writing' AND writing_until > now()
$$;
REVOKE ALL ON FUNCTION chat.note_said(uuid[], int[], jsonb[]), chat.keep_writing(uuid[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chat.note_said(uuid[], int[], jsonb[]), chat.keep_writing(uuid[], int) TO salus_app;
"""


def upgrade() -> None:
    """Add the columns, the table and its two functions."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    run(SQL)


def downgrade() -> None:
    """Remove them; what was said of answers that broke off is lost."""
    op.get_bind().exec_driver_sql(
        """
        DROP FUNCTION chat.note_said(uuid[], int[], jsonb[]);
        DROP FUNCTION chat.keep_writing(uuid[], int);
        DROP TABLE chat.said_sentence;
        ALTER TABLE chat.message DROP COLUMN state, DROP COLUMN writing_until;
        """
    )
