"""`make attack`: what attacks came to, beside their bars; also in build/attack.json. `ARGS="access"` narrows it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.report import Row, publish
from salus.core.telemetry import configure_logging

# Each is a module here with a function `rows()`; the letters are those of the fault and security tests.
ATTACKS = (
    "access",  # S1 every route as everybody who may not
    "unguarded",  # S2 the same with the application's own checks taken away
    "direct",  # S2 statements typed by hand as the runtime role
    "denied",  # S1 whoever had a right and lost it
    "audit",  # S3 an exported audit trail tampered with
    "sign_in",  # S6 ways around the sign-in
    "schema",  # S9 the OpenAPI document as a promise, kept in every case
)


def main(names: list[str]) -> int:
    """Run these attacks, or all."""
    configure_logging("CRITICAL")  # refusals by the thousand would hide the table
    rows: list[Row] = []
    for name in names or ATTACKS:
        print(f"attacking by {name} ...", file=sys.stderr, flush=True)
        rows += import_module(f"attacks.{name}").rows()
    return 0 if publish(rows, Path("build/attack.json")) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
