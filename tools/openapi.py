"""`make generate`: write the web client's types from the server's OpenAPI; --check says whether they are stale."""

from __future__ import annotations

import argparse
import hashlib
import json

from tools.frontend import WEB, install_modules
from tools.shell import ROOT, finish, run, say

API = WEB / "src" / "api"
DOCUMENT = API / "openapi.json"
TYPES = API / "generated.ts"
HEADER = "// Written by `make generate` from openapi.json, sha256:{digest}\n"
ADVICE = "run `make generate` and commit both files"


def server_document() -> str | None:
    """The OpenAPI document of the server in this tree, as text that sorts the same everywhere."""
    try:
        from salus.app.http import create_app

        document = create_app().openapi()
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith("salus."):
            raise
        say(f"{missing.name} is not in this tree: there is no whole server to describe")
        return None
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def header_for(document: str) -> str:
    """The first line of the types that belong to this document."""
    return HEADER.format(digest=hashlib.sha256(document.encode()).hexdigest())


def staleness(document: str, committed: str | None, types: str | None) -> str | None:
    """What is out of date, in words; None when all three belong together."""
    if committed != document:
        return "openapi.json is not what the server says"
    if types is None or not types.startswith(header_for(document)):
        return "generated.ts was not made from this openapi.json"
    return None


def main() -> int:
    """Write both files, or with --check only compare."""
    options = argparse.ArgumentParser(prog="tools.openapi", description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = options.parse_args().check
    document = server_document()
    if document is None or not WEB.is_dir():
        return 0
    if check:
        committed, types = (path.read_text() if path.is_file() else None for path in (DOCUMENT, TYPES))
        problem = staleness(document, committed, types)
        say(f"{problem}: {ADVICE}" if problem else "the web client belongs to this server")
        return 1 if problem else 0
    _write(document)
    return 0


def _write(document: str) -> None:
    API.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(document)
    node = install_modules()
    generator = WEB / "node_modules" / ".bin" / "openapi-typescript"
    fresh = TYPES.with_suffix(".new.ts")
    run([generator, DOCUMENT, "--output", fresh], cwd=WEB, env=node.environment())
    fresh.write_text(header_for(document) + fresh.read_text())
    fresh.replace(TYPES)
    say(f"generate: {TYPES.relative_to(ROOT)}")


if __name__ == "__main__":
    finish(main)
