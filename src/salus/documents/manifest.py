"""What documents plugs into the edge."""

from salus.core.jobs.contract import JobKind
from salus.core.manifest import SliceManifest
from salus.documents import jobs
from salus.documents.chores import reindex, sweep
from salus.documents.http import ROUTERS
from salus.documents.service.archive import PROCESS, PURGE
from salus.documents.service.reindexing import REINDEX

MANIFEST = SliceManifest(
    name="documents",
    routers=ROUTERS,
    jobs=(
        JobKind(PROCESS, jobs.process, max_attempts=jobs.MAX_ATTEMPTS, on_dead=jobs.give_up),
        JobKind(PURGE, jobs.purge, max_attempts=jobs.MAX_ATTEMPTS),
        JobKind(REINDEX, jobs.reindex),
    ),
    chores=(sweep, reindex),
)
