"""Records schema: people and access, clinical facts, observations in yearly partitions, timeline and worklist."""

from pathlib import Path

from alembic import op

revision = "0002_records"
down_revision = "0001_core"
branch_labels = None
depends_on = None

FILES = ("0002_people.sql", "0002_access.sql", "0002_facts.sql", "0002_observation.sql", "0002_views.sql")


def upgrade() -> None:
    """Create the schema; each file does one thing."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    for name in FILES:
        run(Path(__file__).with_name(name).read_text().replace("%", "%%"))


def downgrade() -> None:
    """Going back would destroy charts, so it is refused."""
    raise RuntimeError("charts are never dropped by a downgrade; restore a backup instead")
