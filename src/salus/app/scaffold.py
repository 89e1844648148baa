"""Write a new slice: its folder, its tests and its web feature, in the form that all slices have.

Until the slice stands in one tier (pyproject.toml) and in `SLICES` (wiring.py), `make check` fails and says so.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from salus.core.db.migrate import HEAD_FILE_PATTERN, newest_step

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

CARD = '''\
"""{title}: what it is for, in one sentence.

Owns: the tables of the schema `{name}`.
Reads: the open chart of records.
Emits: nothing yet. Listens: nothing.
Standards: none yet.
"""
'''

CONTRACT = '''\
"""What {name} promises to others: frozen facts, enums, events and errors. No I/O."""
'''

SERVICE = '''\
"""The verbs of {name}. Each takes a `Ctx` and the `Chart` it acts on, and opens no transaction."""
'''

STORE = '''\
"""The SQL of {name} and nothing else; rows come back as contract types."""
'''

LOGIC = '''\
"""The reasoning of {name}: pure functions, no I/O, no clock, no settings."""
'''

HTTP = '''\
"""Routes of {name}: parse, call one verb of the service, answer in the envelope."""

from __future__ import annotations

from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["{name}"])
'''

MANIFEST = '''\
"""What {name} plugs into the edge."""

{imports}

MANIFEST = SliceManifest(name="{name}", routers=(router,))
'''

CORE_IMPORT = "from salus.core.manifest import SliceManifest"

MIGRATIONS = '''\
"""Schema steps of {name}."""
'''

STEP = '''\
"""{title} schema: empty, open to the runtime role."""

from alembic import op

revision = "{revision}"
down_revision = "{down_revision}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the schema; every table with patient data gets a row-level policy in the step that creates it."""
    run = op.get_bind().exec_driver_sql
    run("SET LOCAL lock_timeout = '5s'")
    run("CREATE SCHEMA {name}")
    run("GRANT USAGE ON SCHEMA {name} TO salus_app")


def downgrade() -> None:
    """The schema holds nothing that another step has not made."""
    op.get_bind().exec_driver_sql("DROP SCHEMA {name}")
'''

TEST = '''\
"""The slice {name} as the edge sees it."""

from salus.app import wiring


def test_the_edge_knows_the_slice() -> None:
    assert "{name}" in [manifest.name for manifest in wiring.manifests()]
'''

PAGE = """\
/** {title}: first screen. Mirrors the slice `{name}`; types come from `@/api/generated`. */
export function {component}Page() {{
  return <h1>{title}</h1>;
}}
"""


def new_slice(name: str, root: Path) -> list[Path]:
    """Write the files of slice `name` below `root`, a Salus checkout, and return them in the order written.

    Raises `ValueError` with a sentence for the person when the name cannot be used; nothing is written then.
    """
    _refuse_bad_name(name, root)
    source = f"src/salus/{name}"
    package = root / "src" / "salus"
    revision = f"{max(int(step.stem[:4]) for step in package.glob(f'*/{HEAD_FILE_PATTERN}')) + 1:04d}_{name}"
    files = {
        f"{source}/__init__.py": CARD,
        f"{source}/contract.py": CONTRACT,
        f"{source}/service.py": SERVICE,
        f"{source}/store.py": STORE,
        f"{source}/logic/__init__.py": LOGIC,
        f"{source}/http.py": HTTP,
        f"{source}/manifest.py": MANIFEST,
        f"{source}/migrations/__init__.py": MIGRATIONS,
        f"{source}/migrations/{revision}.py": STEP,
        f"tests/{name}/test_manifest.py": TEST,
        f"web/src/features/{name}/{_component(name)}Page.tsx": PAGE,
    }
    words = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "component": _component(name),
        "revision": revision,
        "down_revision": newest_step(package),
        "imports": "\n".join(sorted((CORE_IMPORT, f"from salus.{name}.http import router"))),
    }
    return [_write(root / path, template.format(**words)) for path, template in files.items()]


def _refuse_bad_name(name: str, root: Path) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError("A slice's name is one lower-case noun, such as `sleep` or `blood_bank`.")
    if not (root / "src" / "salus").is_dir():
        raise ValueError("This is not a Salus checkout: there is no src/salus here.")
    if (root / "src" / "salus" / name).exists():
        raise ValueError("There is already a folder of this name in src/salus.")


def _component(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
