"""Read the numbers of a message: temperature, sugar, oxygen, pressure, pulse, weeks of pregnancy, age. Pure.

Each number becomes tags such as "@temp_fever" that terms and rules name. Numbers need a word beside them that says
what was measured; a bare number is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from salus.clinical.text.tokens import tokenise_words, word_set

FEVER_CELSIUS = 38.0  # D4 infant_fever; CDC "Hear Her": 38.0 C (100.4 F) or higher
FEVER_FAHRENHEIT = 100.4
SPO2_LOW_PERCENT = 92  # D_critical_query.csv, breathing_difficulty: "saturation below 92"
GLUCOSE_LOW_MG_DL = 70  # ADA Standards of Care 2024, section 6: level 1 hypoglycaemia
GLUCOSE_VERY_LOW_MG_DL = 50  # A_labs.csv, fasting glucose critical_low
GLUCOSE_HIGH_MG_DL = 250  # ADA 2024 consensus on hyperglycaemic crises: ketones are checked above 250 mg/dL when ill
GLUCOSE_VERY_HIGH_MG_DL = 400  # A_labs.csv, fasting glucose critical_high
MMOL_TO_MG_DL = 18.016  # molar mass of glucose 180.16 g/mol
SEVERE_SYSTOLIC_MMHG, SEVERE_DIASTOLIC_MMHG = 160, 110  # D_critical_query.csv, preeclampsia: "BP >=160/110"
VERY_FAST_PER_MIN = 150  # D_critical_query.csv, palpitations_unstable: "heart over 150-180"
TERM_WEEKS = 37  # D_critical_query.csv, membranes_or_preterm_labour: "before 37 weeks"
INFANT_DAYS = 90  # D_critical_query.csv, infant_fever: "under 3 months"
FEW_MOVEMENTS = 10  # D_critical_query.csv, reduced_fetal_movement: "fewer than 10 in 2 hours"
MANY_PILLS = 8

_UNITS = tokenise_words(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
)
_UNIDADES = tokenise_words(
    """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
    diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis
    veintisiete veintiocho veintinueve"""
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "treinta": 30, "cuarenta": 40, "cincuenta": 50}
_NUMBER_WORDS: dict[str, int] = (
    {word: n for n, word in enumerate(_UNITS)} | {word: n for n, word in enumerate(_UNIDADES)} | _TENS
)
_COUNTING = frozenset({*_NUMBER_WORDS, "y"})
_ARTICLES = frozenset({"a", "an", "un", "una"})
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?$")
_PAIR = re.compile(r"(\d{2,3})/(\d{2,3})$")
_YEAR = re.compile(r"(?:19[3-9]\d|20[0-3]\d)$")

_BEFORE_A_YEAR = word_set(
    """in since of en de del desde year back around march april may june july august january february september
    october november december spring summer fall autumn winter"""
)

_FEVER_WORDS = word_set(
    """fever feverish temperature temp degrees thermometer f c fahrenheit celsius fiebre calentura temperatura
    grados termometro febril"""
)
_SUGAR_WORDS = word_set(
    """glucose sugar sugars bg glucometer meter dexcom libre cgm glucosa azucar glucometro glicemia glucemia sensor
    mmol"""
)
_SUGAR_NAMES = _SUGAR_WORDS - {"mmol", "meter", "sensor"}
_OXYGEN_WORDS = word_set(
    """oxygen o saturation spo sat sats oximeter oxi satting saturacion oxigeno oximetro saturo saturando satura
    pulseox ox"""
)
_PULSE_WORDS = word_set(
    """heart pulse bpm hr heartbeat beats heartrate corazon pulso latidos pulsaciones lpm palpitations
    palpitaciones taquicardia frecuencia"""
)
_PRESSURE_WORDS = word_set("pressure bp presion tension systolic sistolica")
_PAIR_JOINTS = word_set("over sobre con entre por")
_WEEK = word_set("week weeks wk wks w semana semanas sem weeker")
_DAY = word_set("day days dia dias")
_MONTH = word_set("month months mo mos mes meses")
_YEAR_WORDS = word_set("year years yr yrs yo ano anos")
_OLD = word_set("old edad nacido nacida vida olds")
_NOT_PREGNANT_AFTER = word_set(
    """ago old after post postpartum pp later since olds premature until until before of vacation posparto
    postparto despues desde antes atras de"""
)
_NOT_PREGNANT_BEFORE = word_set("for past last every hace por durante cada next these few in dentro the llevo")
_PREGNANCY_AFTER = word_set("pregnant along gestation gone embarazada embarazo gestacion")
_BABY = word_set("""baby bebe newborn nacido nacida hijo hija son daughter nene nena infant bebita bebito boy girl""")
_PILL_WORDS = word_set(
    """pills pill tablets tablet capsules tylenol ibuprofen paracetamol aspirin aspirins advil xanax ambien valium
    pastillas tabletas pildoras capsulas clonazepam ibuprofenos aspirinas acetaminophen benadryl diazepam
    oxycodone percocet norco tramadol melatonin metoprolol tylenols paracetamoles"""
)
_DAILY = word_set("day daily every each week month dia diario diarias diarios cada semana morning night")


#: Words that say what a number measures, for the speller to mend towards.
MEASURE_WORDS = (
    _FEVER_WORDS
    | _SUGAR_WORDS
    | _OXYGEN_WORDS
    | _PULSE_WORDS
    | _PRESSURE_WORDS
    | _WEEK
    | _PILL_WORDS
    | _PREGNANCY_AFTER
)


def number_at(words: Sequence[str], at: int) -> float | None:
    """The number that word `at` begins, digits or words ("38.5", "38,5", "thirty", "treinta y dos"), else None."""
    word = words[at]
    if _PLAIN.match(word):
        return float(word.replace(",", "."))
    if word in _ARTICLES and at + 1 < len(words) and words[at + 1] in _DAY | _WEEK | _MONTH | _YEAR_WORDS:
        return 1.0
    value = _NUMBER_WORDS.get(word)
    if value is None:
        return None
    if word in _TENS:
        follow = [w for w in words[at + 1 : at + 3] if w != "y"]
        small = _NUMBER_WORDS.get(follow[0], 10) if follow else 10
        return float(value + small) if 0 < small < 10 else float(value)
    return float(value)


def tags_of(words: Sequence[str]) -> tuple[frozenset[str], ...]:
    """The tags of each word of a sentence; most words have none."""
    found: list[set[str]] = [set() for _ in words]
    for at, word in enumerate(words):
        pair = _pressure_pair(words, at)
        if pair is not None:
            if pair[0] >= SEVERE_SYSTOLIC_MMHG or pair[1] >= SEVERE_DIASTOLIC_MMHG:
                found[at].add("@bp_severe")
            continue
        value = number_at(words, at)
        if value is None:
            continue
        found[at].add("@any_number")
        if _YEAR.match(word):
            if _word(words, at - 1) in _BEFORE_A_YEAR:
                found[at].add("@past_year")
            continue
        found[at] |= _durations(words, at, value)
        found[at] |= _vitals(words, at, value)
        found[at] |= _counts(words, at, value)
    return tuple(frozenset(tags) for tags in found)


def _beside(words: Sequence[str], at: int, wanted: frozenset[str], reach: int) -> bool:
    return any(word in wanted for word in words[max(0, at - reach) : at + reach + 1])


def _pressure_pair(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A blood pressure written 160/110 or "160 over 110"."""
    match = _PAIR.match(words[at])
    if match:
        upper, lower = int(match[1]), int(match[2])
    elif at + 2 < len(words) and words[at + 1] in _PAIR_JOINTS and words[at + 2].isdigit() and words[at].isdigit():
        upper, lower = int(words[at]), int(words[at + 2])
    else:
        return None
    return (upper, lower) if 60 <= upper <= 280 and 30 <= lower <= 180 and upper > lower else None


def _durations(words: Sequence[str], at: int, value: float) -> set[str]:
    """Weeks of pregnancy and ages in days, weeks, months or years."""
    unit_at = next((i for i in range(at + 1, min(at + 4, len(words))) if words[i] not in _COUNTING), at)
    unit = words[unit_at] if unit_at != at else ""
    after = words[unit_at + 1] if unit_at + 1 < len(words) else ""
    before = words[at - 1] if at else ""
    baby_before = any(word in _BABY for word in words[max(0, at - 4) : at]) and before in {
        "de",
        "is",
        "with",
        "tiene",
        "at",
    }
    is_age = after in _OLD or (after == "de" and _word(words, unit_at + 2) in _OLD) or (baby_before and before == "de")
    if unit in _WEEK | _DAY | _MONTH and is_age:
        days = value * (7 if unit in _WEEK else 30.4 if unit in _MONTH else 1)
        return {"@infant_age"} if days <= INFANT_DAYS else {"@child_age"}
    if unit in _YEAR_WORDS and (is_age or before == "de") and value < 18:
        return {"@child_age"}
    if unit in _WEEK and 4 <= value <= 42:
        stated = after in _PREGNANCY_AFTER or _word(words, unit_at + 2) in _PREGNANCY_AFTER
        if stated or (before not in _NOT_PREGNANT_BEFORE and after not in _NOT_PREGNANT_AFTER):
            tags = {"@weeks_pregnant"}
            return tags | {"@weeks_preterm"} if 20 <= value < TERM_WEEKS else tags
    return set()


def _vitals(words: Sequence[str], at: int, value: float) -> set[str]:
    tags: set[str] = set()
    following = _word(words, at + 1)
    if _is_fever(words, at, value, following):
        tags.add("@temp_fever")
    elif _beside(words, at, _OXYGEN_WORDS, 4) and 50 <= value < SPO2_LOW_PERCENT:
        tags.add("@spo2_low")
    elif _beside(words, at, _PULSE_WORDS, 5) and VERY_FAST_PER_MIN <= value <= 300:
        tags.add("@hr_very_fast")
    elif _beside(words, at, _PRESSURE_WORDS, 4) and SEVERE_SYSTOLIC_MMHG <= value <= 280:
        tags.add("@bp_severe")
    if _beside(words, at, _SUGAR_WORDS, 5) and following not in _WEEK | _DAY | _MONTH | _YEAR_WORDS | {
        "hours",
        "minutes",
    }:
        tags |= _sugar(words, at, value)
    return tags


def _is_fever(words: Sequence[str], at: int, value: float, following: str) -> bool:
    celsius = FEVER_CELSIUS <= value < 43
    fahrenheit = FEVER_FAHRENHEIT <= value <= 109
    if not (celsius or fahrenheit) or following in _WEEK | _YEAR_WORDS | _DAY | _MONTH | {"kg", "mg", "percent", "lbs"}:
        return False
    if _beside(words, at, _FEVER_WORDS, 4):
        return True
    if fahrenheit and value < 107 and _beside(words, at, _BABY, 8):
        return True
    is_decimal = not words[at].isdigit() and words[at] not in _NUMBER_WORDS
    return is_decimal and (celsius or value < 107) and not _beside(words, at, _SUGAR_WORDS, 4)


def _sugar(words: Sequence[str], at: int, value: float) -> set[str]:
    is_mmol = "mmol" in words or (not words[at].isdigit() and value < 34 and words[at] not in _NUMBER_WORDS)
    mg_dl = value * MMOL_TO_MG_DL if is_mmol else value
    if not 15 <= mg_dl <= 1500 or (mg_dl < 20 and not is_mmol):
        return set()
    tags: set[str] = set()
    if mg_dl < GLUCOSE_LOW_MG_DL:
        tags.add("@glucose_low")
    if mg_dl < GLUCOSE_VERY_LOW_MG_DL and _beside(words, at, _SUGAR_NAMES, 6):
        tags.add("@glucose_very_low")
    if mg_dl >= GLUCOSE_HIGH_MG_DL:
        tags.add("@glucose_high")
    if mg_dl >= GLUCOSE_VERY_HIGH_MG_DL:
        tags.add("@glucose_very_high")
    return tags


def _counts(words: Sequence[str], at: int, value: float) -> set[str]:
    tags: set[str] = set()
    if value < FEW_MOVEMENTS:
        tags.add("@few")
    near = words[at + 1 : at + 4]
    if value >= MANY_PILLS and any(word in _PILL_WORDS for word in near) and not any(w in _DAILY for w in words):
        tags.add("@many_pills")
    return tags


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
