"""What exchange plugs into the edge."""

from salus.core.events import ObjectInDoubt
from salus.core.jobs.contract import JobKind
from salus.core.manifest import SliceManifest
from salus.exchange import jobs
from salus.exchange.http import ROUTERS
from salus.exchange.service.exporting import EXPORT
from salus.exchange.service.importing import IMPORT

MANIFEST = SliceManifest(
    name="exchange",
    routers=ROUTERS,
    jobs=(
        JobKind(IMPORT, jobs.take_over, on_dead=jobs.give_up),
        JobKind(EXPORT, jobs.make_copy, on_dead=jobs.give_up),
    ),
    listeners=((ObjectInDoubt, jobs.claim_object),),
    chores=(jobs.take_away,),
)
