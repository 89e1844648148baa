"""Turn what a line recogniser saw, column by column, into words with places and confidence. Pure.

The recogniser (connectionist temporal classification) names one character, or none, for each narrow column of a
line. It often leaves out the blanks around dashes and short numbers, which in a reference range changes the
meaning; they are put back where the picture shows a gap and the recogniser itself thought of a blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NOTHING = 0  # the class that stands for no character
_BLANK_EVIDENCE = ((0.15, 0.12), (0.02, 0.17))  # probability of a blank, and gap as a part of the line's height:
# within words the probability lies below 0.005; between digits the gap lies below 0.13, beside a one below 0.2
_NO_THOUGHT = 0.01
_MIN_GAP_TO_USUAL = 1.4  # how much wider than the gaps of the same line, which monospaced print makes wide
_DASHES = frozenset("-–—")
_DASH_GAP = 0.14
_MIN_SURE = 0.45  # words below are specks and folds
# Misreadings that no honest print contains: a one read as an l inside a name, an I as an l inside a unit. The Greek mu
# and the micro sign look alike; units are written with the sign.
_MISREAD = (("HbAlc", "HbA1c"), ("HbAIc", "HbA1c"), ("mlU/", "mIU/"), ("\u03bc", "\u00b5"))


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One word of a line; `start` and `end` are fractions of the line's width.

    `confidence` is what its meaning rests on, `clarity` the mean probability of its characters, digits or not.
    """

    text: str
    start: float
    end: float
    confidence: float
    clarity: float

    @property
    def is_print(self) -> bool:
        """Whether this is print, not a speck or a fold; a number must be clear to its last digit.

        A name is print although the raised mark behind it cannot be read ("Bilirubin01"): without the name
        its row would lose its result, or become that of another test ("Urea Nitrogen01" without its second word).
        """
        return (self.clarity if self.text[0].isalpha() else self.confidence) >= _MIN_SURE


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    column: int
    probability: float


def decode(
    probabilities: NDArray[np.float32], alphabet: Sequence[str], ink: NDArray[np.bool_], height: int
) -> tuple[ReadWord, ...]:
    """The words of one line, left to right.

    Parameters
    ----------
    probabilities : ndarray of shape (n_columns, n_classes)
        Rows sum to 1; class 0 stands for no character, the last class for a blank.
    alphabet : sequence of str
        The character of each class.
    ink : ndarray of shape (width_px,)
        Whether a column of the line's picture holds print.
    height : int
        Height of that picture [px].

    Returns
    -------
    tuple of ReadWord
        Confidence is the mean probability of the characters; of the least certain one where the word holds
        a digit, because one wrong digit makes a wrong number.
    """
    blank = len(alphabet) - 1
    best = probabilities.argmax(axis=1)
    is_new = np.concatenate([[True], best[1:] != best[:-1]]) & (best != NOTHING)
    columns = np.flatnonzero(is_new)
    marks = [_Mark(alphabet[best[at]], int(at), float(probabilities[at, best[at]])) for at in columns]
    if not any(mark.text.strip() for mark in marks):
        return ()
    gaps = _Gaps(ink, len(ink) / len(best))
    return _placed(_split(marks, probabilities[:, blank], gaps, height), gaps, len(ink))


class _Gaps:
    """The stretches of a line's picture without print."""

    def __init__(self, ink: NDArray[np.bool_], scale: float) -> None:
        edges = np.flatnonzero(np.diff(np.concatenate([[True], ink, [True]]).astype(np.int8)))
        self._starts, self._ends = edges[0::2], edges[1::2]
        self._scale = scale
        self._width = len(ink)

    def pixel(self, column: float) -> float:
        """The pixel at the middle of a recogniser's column."""
        return (column + 0.5) * self._scale

    def widest(self, left: float, right: float) -> tuple[float, float]:
        """The widest gap between two pixels as (start, end), clipped to them; empty at their middle without one."""
        first, last = np.searchsorted(self._ends, left), np.searchsorted(self._starts, right)
        if first >= last:
            return (left + right) / 2, (left + right) / 2
        starts = np.maximum(self._starts[first:last], left)
        ends = np.minimum(self._ends[first:last], right)
        widest = int(np.argmax(ends - starts))
        return float(starts[widest]), float(ends[widest])


def _split(marks: list[_Mark], blanks: NDArray[np.float32], gaps: _Gaps, height: int) -> list[list[_Mark]]:
    """Cut where the recogniser read a blank, or considered one and the picture shows a gap."""
    pairs = list(pairwise(marks))
    spans = [gaps.widest(gaps.pixel(one.column), gaps.pixel(other.column)) for one, other in pairs]
    widths = np.array([(end - start) / height for start, end in spans])
    thoughts = np.array([blanks[one.column : other.column + 1].max() for one, other in pairs])
    thoughts = _shared_across_dashes(marks, widths, thoughts)
    tight = widths[thoughts < _NO_THOUGHT]
    usual = float(np.median(tight)) if len(tight) else 0.0
    is_gap = np.zeros(len(widths), dtype=bool)
    for min_thought, min_width in _BLANK_EVIDENCE:
        is_gap |= (thoughts >= min_thought) & (widths >= max(min_width, _MIN_GAP_TO_USUAL * usual))
    words: list[list[_Mark]] = [[]]
    for mark, begins in zip(marks, [False, *is_gap], strict=True):
        if begins or mark.text.isspace():
            words.append([])
        if not mark.text.isspace():
            words[-1].append(mark)
    return [word for word in words if word]


def _shared_across_dashes(
    marks: list[_Mark], widths: NDArray[np.float64], thoughts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A dash between two gaps has a blank on both sides or on none: the surer side speaks for the other."""
    shared = thoughts.copy()
    for at, mark in enumerate(marks[1:-1], start=1):
        if mark.text in _DASHES and min(widths[at - 1], widths[at]) >= _DASH_GAP:
            shared[at - 1 : at + 1] = thoughts[at - 1 : at + 1].max()
    return shared


def _placed(words: list[list[_Mark]], gaps: _Gaps, width: int) -> tuple[ReadWord, ...]:
    """Give each word its place: it ends where the gap to the next one begins."""
    inner = [
        gaps.widest(gaps.pixel(word[-1].column), gaps.pixel(following[0].column)) for word, following in pairwise(words)
    ]
    lead = gaps.widest(0.0, gaps.pixel(words[0][0].column))
    tail = gaps.widest(gaps.pixel(words[-1][-1].column), float(width))
    starts = [lead[1] if lead[1] > lead[0] else 0.0, *(end for _, end in inner)]
    ends = [*(start for start, _ in inner), tail[0] if tail[1] > tail[0] else float(width)]
    return tuple(
        ReadWord(_text(word), start / width, max(end, start + 1) / width, _confidence(word), _clarity(word))
        for word, start, end in zip(words, starts, ends, strict=True)
    )


def _text(word: list[_Mark]) -> str:
    text = "".join(mark.text for mark in word)
    for wrong, right in _MISREAD:
        text = text.replace(wrong, right)
    return text


def _confidence(word: list[_Mark]) -> float:
    has_digit = any(mark.text.isdigit() for mark in word)
    return round(min(mark.probability for mark in word), 4) if has_digit else _clarity(word)


def _clarity(word: list[_Mark]) -> float:
    return round(sum(mark.probability for mark in word) / len(word), 4)
