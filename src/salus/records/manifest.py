"""What records plugs into the edge."""

from salus.core.manifest import SliceManifest
from salus.records.chores import make_room
from salus.records.http import ROUTERS

MANIFEST = SliceManifest(name="records", routers=ROUTERS, chores=(make_room,))
