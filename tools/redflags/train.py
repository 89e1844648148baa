"""Learn the weights of the red-flag gate's second stage from our labelled messages.

    python -m tools.redflags.train

Logistic regression with an L1 penalty (FISTA), so that few weights remain and a person can read them. The threshold
is the lowest probability at which at most MOST_FALSE_ALARMS of the harmless messages would be alarmed when each is
scored by a model that did not see its fifth of the data.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from salus.clinical.redflags import second_stage
from salus.clinical.redflags.lexicon import lexicon
from salus.clinical.redflags.reading import Said, read

MESSAGES = Path(__file__).parent / "messages.tsv"
DATA = Path(second_stage.__file__).parent / "data"
HEAD = "# Written by tools/redflags/train.py; see docs/models/redflags.md."
URGENT = frozenset({"emergency", "crisis"})
FOLDS = 5
L1 = 0.0003
STEPS = 600
MIN_MESSAGES = 3
MOST_FALSE_ALARMS = 0.02

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Message:
    """One labelled message; its fold is fixed by its text."""

    text: str
    language: str
    category: str
    is_urgent: bool

    @property
    def fold(self) -> int:
        return hashlib.sha256(self.text.encode()).digest()[0] % FOLDS


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted score: bias and one weight a feature."""

    bias: float
    weights: Matrix

    def probabilities(self, x: Matrix) -> Matrix:
        return _sigmoid(x @ self.weights + np.float32(self.bias))


def main() -> None:
    """Fit, choose the threshold on held-out folds, write the table, and say how good it is."""
    with MESSAGES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    messages = [Message(row["text"], row["lang"], row["category"], row["class"] in URGENT) for row in rows]
    names, x = _matrix(messages)
    y = np.array([message.is_urgent for message in messages], dtype=np.float32)
    folds = np.array([message.fold for message in messages])
    held_out = np.zeros(len(messages), dtype=np.float32)
    for fold in range(FOLDS):
        model = _fit(x[folds != fold], y[folds != fold])
        held_out[folds == fold] = model.probabilities(x[folds == fold])
    threshold = _threshold(held_out, y)
    _write(_fit(x, y), names, threshold)
    _write_categories(messages)
    recall = float((held_out[y == 1] >= threshold).mean())
    alarms = float((held_out[y == 0] >= threshold).mean())
    print(
        f"messages {len(messages)}, threshold {threshold:.3f}, held-out recall {recall:.3f}, false alarms {alarms:.3f}"
    )


def _matrix(messages: list[Message]) -> tuple[list[str], Matrix]:
    words = lexicon()
    rows = [second_stage.features(read(message.text, words, message.language)) for message in messages]
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= MIN_MESSAGES)
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        x[i, [column[name] for name in row if name in column]] = 1
    return names, x


def _fit(x: Matrix, y: Matrix) -> Model:
    """Minimise the class-balanced logistic loss with an L1 penalty (Beck and Teboulle 2009, FISTA)."""
    balance = np.where(y == 1, 0.5 / y.sum(), 0.5 / (len(y) - y.sum())).astype(np.float32)
    step = np.float32(1 / (0.25 * float(np.linalg.norm(x * np.sqrt(balance)[:, None], 2)) ** 2 + 0.25))
    weights = ahead = np.zeros(x.shape[1], dtype=np.float32)
    bias = bias_ahead = np.float32(0)
    momentum = 1.0
    for _ in range(STEPS):
        error = balance * (_sigmoid(x @ ahead + bias_ahead) - y)
        moved = ahead - step * (x.T @ error)
        fresh = np.sign(moved) * np.maximum(np.abs(moved) - step * np.float32(L1), 0)
        bias_fresh = bias_ahead - step * error.sum()
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        pull = np.float32((momentum - 1) / following)
        ahead, bias_ahead = fresh + pull * (fresh - weights), bias_fresh + pull * (bias_fresh - bias)
        weights, bias, momentum = fresh, bias_fresh, following
    return Model(float(bias), weights)


def _sigmoid(z: Matrix) -> Matrix:
    return (1 / (1 + np.exp(-np.clip(z, -30, 30)))).astype(np.float32)


def _threshold(held_out: Matrix, y: Matrix) -> float:
    harmless = np.sort(held_out[y == 0])[::-1]
    return float(harmless[int(MOST_FALSE_ALARMS * len(harmless))]) + 1e-4


def _write(model: Model, names: list[str], threshold: float) -> None:
    kept = sorted(
        ((name, float(weight)) for name, weight in zip(names, model.weights, strict=True) if abs(weight) >= 0.01),
        key=lambda row: -row[1],
    )
    lines = [
        HEAD,
        f"{second_stage.BIAS}\t{model.bias:.3f}",
        f"{second_stage.THRESHOLD}\t{threshold:.3f}",
        *(f"{name}\t{weight:.3f}" for name, weight in kept),
    ]
    (DATA / "second_stage.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_categories(messages: list[Message]) -> None:
    """How often each category's messages say each concept: the second stage names a category by them."""
    words = lexicon()
    totals: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for message in messages:
        if message.is_urgent:
            totals[message.category] += 1
            said = {mention.concept for mention in read(message.text, words, message.language).said(Said.NOW)}
            counts.update((concept, message.category) for concept in said)
    lines = [
        HEAD,
        *(f"{second_stage.MESSAGES_OF}\t{category}\t{number}" for category, number in sorted(totals.items())),
        *(f"{concept}\t{category}\t{number}" for (concept, category), number in sorted(counts.items()) if number > 1),
    ]
    (DATA / "second_stage_categories.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
