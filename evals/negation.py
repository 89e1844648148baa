"""How sentences of real notes speak of a finding: negated, of the past, of somebody else.

1,400 sentences of the ConText data set (Harkema 2009, doi:10.1016/j.jbi.2009.05.002; github.com/chapmanbe/negex),
English only. They lie beside the project and are not part of it; without them nothing is measured, and the run says so.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.report import Row, at_least, told
from evals import experiencer
from evals.counts import Counts, count, is_held_out, precision_and_recall
from salus.clinical.text.assertion import Context, read_context

SENTENCES = Path(__file__).parents[2] / "shared" / "data" / "text" / "negex_context_shared.tsv"
BAR = 0.92


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the annotators say of the finding of one sentence, and what was read from it."""

    is_negated: bool
    is_historical: bool
    is_patients: bool
    is_held_out: bool
    context: Context


def rows() -> list[Row]:
    """Negation by the held-out half; history and the half that may be seen told; experiencer."""
    return [*_context_rows(), *experiencer.rows()]


def _context_rows() -> list[Row]:
    if not SENTENCES.exists():
        print("negation: the labelled sentences do not lie beside the project; nothing measured", file=sys.stderr)
        return []
    labelled = [_read(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]]
    unseen = [row for row in labelled if row.is_held_out]
    seen = [row for row in labelled if not row.is_held_out]
    kept = sum(row.is_patients != row.context.other_person for row in labelled)
    return [
        at_least("negation, held-out half: F1 of negated", _negated(unseen).f1, BAR, "F1", len(unseen)),
        *precision_and_recall(_negated(unseen)),
        told("negation, half that may be seen: F1 of negated", _negated(seen).f1, "F1", len(seen)),
        told("history, held-out half: F1 of historical", _historical(unseen).f1, "F1", len(unseen)),
        *precision_and_recall(_historical(unseen)),
        told("experiencer right, ConText (2 sentences of others)", kept / len(labelled), "share", len(labelled)),
    ]


def _negated(rows: list[Labelled]) -> Counts:
    return count((row.is_negated, row.context.negated) for row in rows)


def _historical(rows: list[Labelled]) -> Counts:
    return count((row.is_historical, row.context.historical) for row in rows)


def _read(line: str) -> Labelled:
    _, finding, sentence, negation, temporality, whose = line.split("\t")
    return Labelled(
        is_negated=negation == "Negated",
        is_historical=temporality == "Historical",
        is_patients=whose == "Patient",
        is_held_out=is_held_out(line),
        context=read_context(*_placed(sentence, finding)),
    )


def _placed(sentence: str, finding: str) -> tuple[str, int, int]:
    """The sentence and the place of its finding, which the data set prints in capitals and which gets its letters back.

    Some findings run past the end of their sentence: as many of their words are taken as stand in it.
    """
    words = finding.split()
    for number in range(len(words), 0, -1):
        match = re.search(r"\s+".join(re.escape(word) for word in words[:number]), sentence, re.IGNORECASE)
        if match:
            own = " ".join(words[:number])
            return sentence[: match.start()] + own + sentence[match.end() :], match.start(), match.start() + len(own)
    return sentence, 0, len(sentence)
