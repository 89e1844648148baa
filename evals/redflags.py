"""The red-flag gate on the clinical reference's vectors, on general health questions, and against the clock."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from statistics import median
from time import process_time

from bench.report import Row, at_least, at_most, told
from salus.clinical.redflags import UrgencyClass, assess

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors" / "D_critical_query.json"
QUESTIONS = ROOT.parent / "shared" / "data" / "text" / "medquad.jsonl.gz"
STOPPING = (UrgencyClass.EMERGENCY, UrgencyClass.CRISIS)
# The half of the vectors with an odd first byte of sha256(id), scored once before anybody looked at it and before any
# rule was changed for it (docs/models/redflags.md): urgent found of urgent, alarms of harmless, exact of all.
FIRST_SIGHT_URGENT = (71, 73)
FIRST_SIGHT_ALARMS = (1, 38)
FIRST_SIGHT_EXACT = (119, 128)


def rows() -> list[Row]:
    """Recall and false alarms of the reference with their bars; what was seen at first sight; speed."""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    urgent = [v for v in vectors if v["expected"]["class"] in STOPPING]
    harmless = [v for v in vectors if v["expected"]["class"] == UrgencyClass.NONE]
    found = sum(_verdict(v) in STOPPING for v in urgent)
    alarms = sum(_verdict(v) in STOPPING for v in harmless)
    exact = sum(_is_exact(v) for v in vectors)
    return [
        at_least("red flags: recall of emergencies and crises", found / len(urgent), 0.99, "share", len(urgent)),
        at_most("red flags: false alarms of near misses", alarms / len(harmless), 0.05, "share", len(harmless)),
        told("red flags: class and category exact", exact / len(vectors), "share", len(vectors)),
        _recorded("red flags: recall at first sight of the held-out half", FIRST_SIGHT_URGENT),
        _recorded("red flags: false alarms at first sight", FIRST_SIGHT_ALARMS),
        _recorded("red flags: exact at first sight", FIRST_SIGHT_EXACT),
        *_general_questions(),
        at_most("red flags: time a message, median", _milliseconds(vectors), 2.0, "CPU ms", len(vectors)),
    ]


def _verdict(vector: dict[str, dict[str, str]]) -> str:
    return assess(vector["inputs"]["text"], language=vector["inputs"]["lang"]).urgency


def _is_exact(vector: dict[str, dict[str, str]]) -> bool:
    verdict = assess(vector["inputs"]["text"], language=vector["inputs"]["lang"])
    wanted = vector["expected"]
    same_class = verdict.urgency == wanted["class"]
    return same_class and (wanted["class"] not in STOPPING or verdict.category == wanted["category"])


def _recorded(name: str, figure: tuple[int, int]) -> Row:
    part, whole = figure
    return told(name, part / whole, "share, recorded", whole)


def _general_questions() -> list[Row]:
    """Alarms on questions about illnesses in general (MedQuAD, CC BY 4.0), none of which is an emergency."""
    if not QUESTIONS.exists():
        return []
    with gzip.open(QUESTIONS, "rt", encoding="utf-8") as file:
        questions = sorted({json.loads(line)["question"] for line in file})[::4]
    alarms = sum(assess(question).stops_the_chat for question in questions)
    return [told("red flags: alarms on general health questions", alarms / len(questions), "share", len(questions))]


def _milliseconds(vectors: list[dict[str, dict[str, str]]]) -> float:
    taken = []
    for vector in vectors:
        start = process_time()
        _verdict(vector)
        taken.append(process_time() - start)
    return 1000 * median(taken)
