"""`make bench`: the speed and fault figures beside their limits; also in build/bench.json. Names narrow it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.report import Row, publish
from salus.core.telemetry import configure_logging

BENCHES = (
    "start", "reading", "pipeline", "documents_tier1", "embedding", "retrieval", "bundles", "size", "chats",
    "model_faults", "chaos",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run these benches, or all."""
    configure_logging("WARNING")  # a pipeline in this process logs each of its steps beside the table
    rows: list[Row] = []
    for name in names or BENCHES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += import_module(f"bench.{name}").rows()
    return 0 if publish(rows, Path("build/bench.json")) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
