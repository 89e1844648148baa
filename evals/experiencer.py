"""Whose finding is it, the patient's or somebody else's? Sentences of real notes that name a relative.

217 conditions in the 446 sentences of MTS-Dialog (Ben Abacha 2023, doi:10.18653/v1/2023.eacl-main.168, CC BY 4.0) that
name a relative, labelled by hand before the code was run on them: the ConText data set has two sentences of other
people, too few for a figure. Only places and labels are kept here; the notes lie beside the project. No heading helps.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.report import Row, at_least, told
from evals.counts import count, is_held_out, precision_and_recall
from salus.clinical.text.assertion import read_context
from salus.clinical.text.sentences import split_sentences

LABELS = Path(__file__).parent / "phrases" / "experiencer.tsv"
NOTES = Path(__file__).parents[2] / "shared" / "data" / "text" / "mts_dialog"
FILES = {"training": "MTS-Dialog-TrainingSet.csv", "validation": "MTS-Dialog-ValidationSet.csv"}
BAR = 0.92
# F1 of each half when the code was first run on it; the other half's misses were mended afterwards.
FIRST_SIGHT_HELD_OUT = (0.8696, 99)
FIRST_SIGHT_OTHER_HALF = (0.8454, 118)


def rows() -> list[Row]:
    """F1 of "somebody else's", by the half that nobody looked at to mend anything."""
    if not NOTES.exists():
        print("experiencer: the notes do not lie beside the project; nothing measured", file=sys.stderr)
        return []
    verdicts = list(_verdicts())
    unseen = [(true, said) for held_out, true, said in verdicts if held_out]
    seen = [(true, said) for held_out, true, said in verdicts if not held_out]
    return [
        at_least("experiencer, held-out half: F1 of other people's", count(unseen).f1, BAR, "F1", len(unseen)),
        *precision_and_recall(count(unseen)),
        told("experiencer, half that may be seen: F1", count(seen).f1, "F1", len(seen)),
        told("experiencer, held-out half at first sight", *_recorded(FIRST_SIGHT_HELD_OUT)),
        told("experiencer, other half at first sight", *_recorded(FIRST_SIGHT_OTHER_HALF)),
    ]


def _recorded(figure: tuple[float, int]) -> tuple[float, str, int]:
    value, number = figure
    return value, "F1, recorded", number


def _verdicts() -> Iterator[tuple[bool, bool, bool]]:
    """For each label: is it held out, is the finding another person's, was it said to be."""
    notes = {(name, row["ID"]): row["section_text"] for name in FILES for row in _read_notes(name)}
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        name, number, start, end, whose = line.split("\t")
        text = notes[name, number]
        sentence = next(span for span in split_sentences(text) if span.start <= int(start) < span.end)
        context = read_context(sentence.of(text), int(start) - sentence.start, int(end) - sentence.start)
        yield is_held_out(line), whose == "other", context.other_person


def _read_notes(name: str) -> list[dict[str, str]]:
    with (NOTES / FILES[name]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
