"""`make eval`: the quality figures beside their bars, also in build/eval.json. `ARGS="redflags labs"` narrows it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.report import Row, publish
from salus.core.telemetry import configure_logging

EVALS = (
    "labs", "labs_held_back", "labs_scanned", "findings", "retrieval", "answers", "answered", "redflags",
    "redflags_unseen", "negation", "markers", "injection",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run these evaluations, or all."""
    configure_logging("WARNING")  # a pipeline in this process logs each of its steps beside the table
    rows: list[Row] = []
    for name in names or EVALS:
        print(f"evaluating {name} ...", file=sys.stderr, flush=True)
        rows += import_module(f"evals.{name}").rows()
    return 0 if publish(rows, Path("build/eval.json")) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
