"""Where things lie on this machine. Light on purpose: the supervisor needs it before anything heavy is loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_data_dir() -> Path:
    """Where everything lives unless told otherwise: /var/lib/salus for root, the user's own data folder else."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/salus")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "salus"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "salus"
