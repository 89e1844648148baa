"""What exchange plugs into the edge."""

from salus.core.manifest import SliceManifest
from salus.exchange.http import ROUTERS

MANIFEST = SliceManifest(name="exchange", routers=ROUTERS)
