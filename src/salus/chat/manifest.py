"""What chat plugs into the edge."""

from salus.core.manifest import SliceManifest

MANIFEST = SliceManifest(name="chat")
