"""Run every lint: `python -m tools.lints`. Prints what is wrong and ends with 1 when something is."""

from __future__ import annotations

import sys

from tools.lints import (
    chart_not_ids,
    codes_not_literals,
    docs_commands,
    docs_links,
    file_size,
    heavy_imports,
    licences,
    patient_text,
    pure_logic,
    requirements,
    silenced,
    slice_card,
    sql_in_store,
    strangers,
    tiers,
    transactions,
    web_features,
)
from tools.lints.finding import Lint
from tools.shell import ROOT
from tools.tree import Tree

LINTS: tuple[Lint, ...] = (
    chart_not_ids.check,
    codes_not_literals.check,
    docs_commands.check,
    docs_links.check,
    file_size.check,
    heavy_imports.check,
    licences.check,
    patient_text.check,
    pure_logic.check,
    requirements.check,
    silenced.check,
    slice_card.check,
    sql_in_store.check,
    strangers.check,
    tiers.check,
    transactions.check,
    web_features.check,
)


def main() -> int:
    """Print every finding, sorted by place."""
    tree = Tree(ROOT)
    findings = sorted(finding for lint in LINTS for finding in lint(tree))
    for finding in findings:
        print(finding)
    print(f"{len(LINTS)} lints, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
