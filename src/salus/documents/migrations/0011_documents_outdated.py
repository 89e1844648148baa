"""Find documents of another embedding model without reading every vector, and only those that can be indexed again."""

from alembic import op

revision = "0011_documents_outdated"
down_revision = "0010_core_forget_answers"
branch_labels = None
depends_on = None

# Written as two ranges, for which an index serves and for which "<>" would read the whole table with its vectors.
# Documents that were replaced, deleted or sent back to an earlier tier get their pieces, or lose them, on that way.
OUTDATED = """
CREATE OR REPLACE FUNCTION documents.outdated(p_model text) RETURNS TABLE (patient_id uuid, document_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.patient_id, d.id
    FROM documents.document AS d
    WHERE core.actor_role() = 'service'
      AND d.tier = 3 AND d.deleted_at IS NULL AND d.replaced_by IS NULL
      AND d.id IN (
          SELECT c.document_id
          FROM documents.chunk AS c
          WHERE c.embedding_model < p_model OR c.embedding_model > p_model);
END;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION documents.outdated(p_model text) RETURNS TABLE (patient_id uuid, document_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT c.patient_id, c.document_id
    FROM documents.chunk AS c
    WHERE c.embedding_model <> p_model AND core.actor_role() = 'service';
END;
"""


def upgrade() -> None:
    """Add the index, during which searches go on and new pieces wait; no process of the release before asks for them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE INDEX chunk_of_model ON documents.chunk (embedding_model, document_id)")
    op.execute(OUTDATED)


def downgrade() -> None:
    """Back to the whole scan."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(BEFORE)
    op.execute("DROP INDEX documents.chunk_of_model")
