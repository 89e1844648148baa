"""Say in which language a page is written, and where its small picture lies."""

from alembic import op

revision = "0035_documents_small_pages"
down_revision = "0034_documents_readable"
branch_labels = None
depends_on = None

# Both stay empty on what was read before: the language is then not shown, and the picture is drawn when asked for.
ADD = (
    "ALTER TABLE documents.page ADD COLUMN language text, ADD COLUMN thumbnail_key text",
    "ALTER TABLE documents.document ADD COLUMN language text",
)
DROP = (
    "ALTER TABLE documents.page DROP COLUMN language, DROP COLUMN thumbnail_key",
    "ALTER TABLE documents.document DROP COLUMN language",
)


def upgrade() -> None:
    """Add empty columns, which touches no row; the release before names its columns and does not see them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in ADD:
        op.execute(statement)


def downgrade() -> None:
    """Without them; stored small pictures go with their documents' patients."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in DROP:
        op.execute(statement)
