"""Keep beside a file the PDF that is read instead of it, and take in locked files that wait for their password."""

from alembic import op

revision = "0034_documents_readable"
down_revision = "0029_core_job_trace"
branch_labels = None
depends_on = None

# The release before names its columns and fills none of these: its rows have no other copy and are not locked.
ADD = """
ALTER TABLE documents.document
    ADD COLUMN readable_key text, -- a Word document set on pages, or a locked PDF opened; encrypted like the file
    ADD COLUMN rendition text NOT NULL DEFAULT 'as_sent' CHECK (rendition IN ('as_sent', 'from_text', 'unlocked')),
    ADD COLUMN needs_password boolean NOT NULL DEFAULT false,
    ADD COLUMN password_tries smallint NOT NULL DEFAULT 0,
    ADD COLUMN password_tried_at timestamptz,
    DROP CONSTRAINT document_page_count_check,
    ADD CONSTRAINT document_page_count_check CHECK (page_count > 0 OR needs_password) NOT VALID
"""
DROP = """
ALTER TABLE documents.document
    DROP COLUMN readable_key, DROP COLUMN rendition, DROP CONSTRAINT document_page_count_check,
    DROP COLUMN needs_password, DROP COLUMN password_tries, DROP COLUMN password_tried_at,
    ADD CONSTRAINT document_page_count_check CHECK (page_count > 0) NOT VALID
"""


def upgrade() -> None:
    """Add columns with constant defaults and a wider check, which touches no row."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ADD)


def downgrade() -> None:
    """Without the columns; Word documents and unlocked files can then be downloaded but not shown."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(DROP)
