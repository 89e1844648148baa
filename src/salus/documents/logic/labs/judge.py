"""Turn a reading into a coded result; it is sure only when code, value, unit and range agree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from salus.clinical.codes.laboratory import LabTest, choose_variant
from salus.clinical.text.fold import fold
from salus.clinical.units import normalise_unit, scale_between, with_stroke
from salus.documents.contract import LabResult, Span, Word
from salus.documents.logic.labs.names import without_footnote
from salus.documents.logic.labs.readings import Reading, Structure
from salus.documents.logic.labs.tokens import Kind
from salus.documents.logic.lines import box_of

# How far a printed limit may lie from the usual one before unit or digits are in doubt.
_RANGE_TOLERANCE = 4
_UNKNOWN_TEST = 0.45
_UNIT_PROOF = (Decimal("0.7"), Decimal("1.4"))
# How surely a scan must show a value at least, and one that is in doubt for itself.
_LEAST_READ, _WELL_READ = 0.45, 0.9
_STROKES = frozenset("1lI|")


@dataclass(frozen=True, slots=True)
class _Coded:
    """The code, unit and number of a reading after print and dictionary were compared."""

    test: LabTest | None
    unit: str | None
    number: Decimal | None
    unit_agrees: bool
    is_plausible: bool


def to_result(reading: Reading, collected_at: datetime | date | None, *, is_dated_surely: bool) -> LabResult | None:
    """The result with its code, UCUM unit, interpretation and confidence; None where its value is a guess."""
    coded = _code(reading)
    if _is_guess(reading, coded):
        return None
    reference = reading.parts.range
    low, high = (reference.low, reference.high) if reference else (None, None)
    interpretation, flag_agrees = _interpretation(reading, coded, low, high)
    words = reading.words
    confidence = _confidence(reading, coded, flag_agrees=flag_agrees, is_dated_surely=is_dated_surely)
    return LabResult(
        name=reading.name,
        loinc=coded.test.loinc.code if coded.test else None,
        loinc_display=coded.test.loinc.display if coded.test else None,
        value=coded.number,
        value_text=reading.parts.value.text,
        comparator=reading.parts.value.comparator,
        unit_text=reading.parts.unit,
        unit=coded.unit,
        reference_low=low,
        reference_high=high,
        reference_text=reference.text if reference else None,
        interpretation=interpretation,
        collected_at=collected_at,
        span=Span(reading.page, box_of(words), _quote(reading)),
        confidence=confidence,
    )


def _is_guess(reading: Reading, coded: _Coded) -> bool:
    """Whether a scan shows a value so badly that it is better looked up than proposed.

    A dash for a missing result is easily read as a one.
    """
    value = reading.parts.value
    sureness = _weakest(value.words)
    is_in_doubt = not coded.is_plausible or value.text in _STROKES
    return sureness < _LEAST_READ or (is_in_doubt and sureness < _WELL_READ)


def _weakest(words: Iterable[Word]) -> float:
    """How surely the least sure of some words was read; 1 for print that needs no reading."""
    return min((word.confidence for word in words), default=1.0)


def _quote(reading: Reading) -> str:
    words = sorted(reading.words, key=lambda word: (round(word.box.y0, 2), word.box.x0))
    return " ".join(word.text for word in words)


def _code(reading: Reading) -> _Coded:
    """Choose variant, unit and reading of the number together: each is evidence for the others."""
    numbers = reading.parts.value.numbers
    high = reading.parts.range.high if reading.parts.range else None
    if reading.match is None:
        unit = normalise_unit(reading.parts.unit) if reading.parts.unit else None
        return _Coded(None, unit, numbers[0] if numbers else None, unit is not None, True)
    options = [_option(reading, number, high) for number in (numbers or (None,))]
    return next((option for option in options if option.is_plausible and option.unit_agrees), None) or next(
        (option for option in options if option.is_plausible), options[0]
    )


def _option(reading: Reading, number: Decimal | None, high: Decimal | None) -> _Coded:
    assert reading.match is not None
    variants = reading.match.variants
    printed = _with_stroke(reading, high) or reading.parts.unit
    test, agrees = choose_variant(variants, normalise_unit(printed) if printed else None, number, high)
    unit = normalise_unit(printed, test.ucum) if printed else None
    if unit is not None:
        test, agrees = choose_variant(variants, unit, number, high)
        unit = normalise_unit(printed or "", test.ucum)
    elif printed:
        agrees = False
    elif number is not None and _range_proves_unit(reading, test):
        unit = test.ucum
    plausible = number is None or test.is_plausible(number, unit)
    return _Coded(test, unit, number, agrees, plausible)


def _with_stroke(reading: Reading, high: Decimal | None) -> str | None:
    """The unit of a scan with the stroke that it has lost ("gL" for "g/L"), if the test is measured in that."""
    assert reading.match is not None
    mended = with_stroke(reading.parts.unit) if reading.is_ocr and reading.parts.unit else None
    number = reading.parts.value.numbers[0] if reading.parts.value.numbers else None
    is_usual = mended is not None and choose_variant(reading.match.variants, normalise_unit(mended), number, high)[1]
    return mended if is_usual else None


def _range_proves_unit(reading: Reading, test: LabTest) -> bool:
    """Whether a range printed without a unit is so near the usual one that it can only be in the usual unit.

    Scans lose lone percent signs, and some reports print no units at all; such results stay amber.
    """
    reference = reading.parts.range
    if reference is None or test.ucum is None:
        return False
    pairs = ((reference.low, test.reference_low), (reference.high, test.reference_high))
    known = [(printed, usual) for printed, usual in pairs if printed and usual]
    return bool(known) and all(_UNIT_PROOF[0] <= printed / usual <= _UNIT_PROOF[1] for printed, usual in known)


def _interpretation(
    reading: Reading, coded: _Coded, low: Decimal | None, high: Decimal | None
) -> tuple[str | None, bool]:
    """N, L, H, LL, HH or A, and whether the printed flag and the printed range say the same."""
    printed = reading.parts.flag
    computed = _by_range(coded.number, reading.parts.value.comparator, low, high)
    if coded.number is None:
        return printed or _by_words(reading), True
    if printed is None or printed == "A":
        agrees = printed is None or computed != "N"
        return (computed or printed), agrees
    agrees = computed is None or computed == printed[0]
    return printed, agrees


def _by_range(number: Decimal | None, comparator: str | None, low: Decimal | None, high: Decimal | None) -> str | None:
    """Where a number lies in its range; None where a value known from one side only may lie on either."""
    if number is None or (low is None and high is None):
        return None
    if comparator and comparator.startswith("<"):
        return _below(number, comparator, low or None, high)
    if comparator and comparator.startswith(">"):
        return _above(number, comparator, low, high)
    if low is not None and number < low:
        return "L"
    return "H" if high is not None and number > high else "N"


def _below(number: Decimal, comparator: str, low: Decimal | None, high: Decimal | None) -> str | None:
    """A value under a limit of detection; a range from zero has no low side."""
    if low is not None and (number < low or (comparator == "<" and number == low)):
        return "L"
    return "N" if low is None and (high is None or number <= high) else None


def _above(number: Decimal, comparator: str, low: Decimal | None, high: Decimal | None) -> str | None:
    """A value over the measuring range."""
    if high is not None and (number > high or (comparator == ">" and number == high)):
        return "H"
    return "N" if high is None and (low is None or number >= low) else None


def _by_words(reading: Reading) -> str | None:
    """A result in words beside its expected word: the same is normal, another abnormal."""
    reference = reading.parts.range
    if reference is None or not reference.text:
        return None
    expected, found = fold(reference.text), fold(reading.parts.value.text)
    if reading.parts.value.kind is Kind.WORDS and expected[:3].isalpha():
        return "N" if found[:4] in expected else "A"
    return None


def _confidence(reading: Reading, coded: _Coded, *, flag_agrees: bool, is_dated_surely: bool) -> float:
    """A product of doubts; 0.9 and more only when nothing is in doubt."""
    if coded.test is None or reading.match is None:
        return _UNKNOWN_TEST
    score = reading.match.score
    score *= {Structure.PROSE: 0.8, Structure.STACKED: 0.95}.get(reading.structure, 1.0)
    score *= _unit_doubt(reading, coded)
    score *= 1.0 if coded.is_plausible else 0.5
    score *= _range_doubt(reading, coded)
    score *= 1.0 if flag_agrees else 0.7
    score *= 1.0 if is_dated_surely else 0.88
    score *= min(1.0, _weakest((*reading.parts.value.words, *_numbered_name(reading))) + 0.05)
    return round(min(score, 0.99), 3)


def _numbered_name(reading: Reading) -> list[Word]:
    """The words of a name with digits, which tell tests apart ("T3", "T4"); the mark of a footnote does not."""
    named = reading.name.split()
    return [
        word
        for word in reading.words
        if word.text in named and any(sign.isdigit() for sign in without_footnote(word.text))
    ]


def _unit_doubt(reading: Reading, coded: _Coded) -> float:
    assert coded.test is not None
    if coded.number is None:
        return 1.0
    if coded.unit is None or not reading.parts.unit:
        return 1.0 if coded.test.ucum is None and not reading.parts.unit else 0.8
    if with_stroke(reading.parts.unit) is not None:
        return 0.8  # it was put back
    return 1.0 if coded.unit_agrees else 0.5


def _range_doubt(reading: Reading, coded: _Coded) -> float:
    """Doubt from a missing range, or from one far from the usual: digits, unit or test may be misread."""
    reference, test = reading.parts.range, coded.test
    if coded.number is None:
        return 0.97
    if reference is None or (reference.low is None and reference.high is None):
        return 0.88
    if test is None or test.reference_high in (None, Decimal(0)):
        return 1.0
    scale = scale_between(coded.unit, test.ucum) if coded.unit and test.ucum else Decimal(1)
    limit = reference.high if reference.high is not None else reference.low
    usual = test.reference_high if reference.high is not None else test.reference_low
    if not limit or not usual or scale is None or usual < 0:
        return 1.0
    ratio = limit * scale / usual
    return 1.0 if Decimal(1) / _RANGE_TOLERANCE <= ratio <= _RANGE_TOLERANCE else 0.8


def without_repeats(results: Sequence[tuple[Reading, LabResult]]) -> list[LabResult]:
    """Each result once: told twice alike it counts where it is surest; a sentence does not outvote a table."""
    best: dict[tuple[object, ...], LabResult] = {}
    tabled = {(r.loinc, r.collected_at) for reading, r in results if reading.structure > Structure.PROSE}
    for reading, result in results:
        if reading.structure is Structure.PROSE and (result.loinc, result.collected_at) in tabled:
            continue
        key = (result.loinc or fold(result.name), result.value, fold(result.value_text) if result.value is None else "",
               result.comparator, result.unit, result.collected_at)  # fmt: skip
        if key not in best or best[key].confidence < result.confidence:
            best[key] = result
    return list(best.values())
