"""Dose, route and frequency as lists and letters write them behind a medicine. Pure."""

from __future__ import annotations

import re

_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?[-–/]\s?\d+(?:[.,]\d+)?)?"
_DOSE_UNIT = (
    r"(?:mg|mcg|micrograms?|microgramos?|milligrams?|miligramos?|ug|µg|g|gr|kg|meq|ml|cc|units?|unidades|ui|iu|u|%|puffs?|inhalaciones|inhalacion|disparos|tablets?|tabs?|"
    r"tabletas?|comprimidos?|capsules?|caps?|capsulas?|pills?|pastillas?|drops?|gotas?|gtt|sprays?|patch(?:es)?|parches?|ampulas?|"
    r"ampollas?|sobres?|tsp|tbsp|cucharadas?|suppositor(?:y|ies))"
)
DOSE = re.compile(
    rf"(?<![\w.]){_NUMBER}\s?{_DOSE_UNIT}\b(?:\s?/\s?(?:{_NUMBER}\s?)?(?:ml|mg|mcg|g|hr?|hora|day|dia|kg|puff|actuation|dose))?|(?<!\w){_NUMBER}\s?%"
)
CONCENTRATION = re.compile(
    rf"{_NUMBER}\s?(?:mg|ng|pg|ug|mcg|g|mmol|umol|nmol|pmol|meq|u|iu|ui|miu|uiu)\s?/\s?(?:dl|l|ml)\b"
)
_ROUTES = (
    ("oral", r"\bp\.?o\.?\b|\bby mouth\b|\borally\b|\boral(?:es)?\b|\bvia oral\b|\bv\.?o\.?\b|\bper os\b"),
    ("intravenous", r"\bi\.?v\.?\b|\bintravenous(?:ly)?\b|\bintravenos[oa]\b|\bvia intravenosa\b"),
    ("intramuscular", r"\bi\.?m\.?\b|\bintramuscular(?:ly)?\b"),
    ("subcutaneous", r"\bs[./]?c\.?\b|\bsubq\b|\bsq\b|\bsub-?cut\w*\b|\bsubcutaneous(?:ly)?\b|\bsubcutane[oa]\b"),
    ("inhaled", r"\binhal\w*\b|\bvia inhalation\b|\bnebuliz\w*\b|\bnebuli\w*\b|\bpuffs?\b"),
    ("topical", r"\btopical(?:ly)?\b|\btopic[oa]\b|\bapply to\b|\baplicar\b|\bcream\b|\bcrema\b|\bointment\b|\bunguento\b"),
    ("sublingual", r"\bsublingual(?:ly)?\b|\bs\.?l\.?\b|\bunder the tongue\b"),
    ("transdermal", r"\btransdermal\b|\bpatch(?:es)?\b|\bparches?\b"),
    ("ophthalmic", r"\bophthalmic\b|\beye drops?\b|\boftalmic[oa]\b|\bin (?:each|both|the|left|right) eyes?\b|\ben (?:cada|ambos) ojos?\b|\bgotas oftalmicas\b"),
    ("nasal", r"\bnasal(?:ly)?\b|\bintranasal\b|\beach nostril\b"),
    ("rectal", r"\brectal(?:ly)?\b|\bp\.?r\.?\b(?! ?interval)|\bsuppositor\w+\b|\bsupositorio\b"),
    ("vaginal", r"\bvaginal(?:ly)?\b"),
)  # fmt: skip
_ROUTE_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _ROUTES)
FREQUENCY = re.compile(
    r"\b(?:once|twice|one time|two times|three times|four times|[1-6] ?(?:x|times?)|1|2|3|4)\s?(?:/|a|per|each|every)?\s?(?:daily|day|week(?:ly)?|month(?:ly)?)\b|"
    r"\b(?:once|twice|thrice) (?:daily|weekly|a day|a week|nightly)\b|\bq\.?\s?(?:\d{1,2}(?:\s?-\s?\d{1,2})?\s?(?:h|hr|hrs|hours?)|a\.?m|p\.?m|h\.?s|o\.?d|d(?:ay)?|w(?:ee)?k|\d\s?w(?:ee)?ks?|month)\b\.?|"
    r"\bevery (?:other day|\d{1,2}(?:\s?(?:-|to)\s?\d{1,2})? (?:hours?|hrs?|h|days?|weeks?|months?)|day|morning|evening|night|week|month|other week)\b|"
    r"\bb\.?i\.?d\b\.?|\bt\.?i\.?d\b\.?|\bq\.?i\.?d\b\.?|\b[tq]\.?d\.?s\b\.?|\bom\b|\bq\.?d\b\.?|\bo\.?d\b\.?|\bqod\b|\bqhs\b|\bhs\b|\bdaily\b|\bnightly\b|\bweekly\b|\bmonthly\b|\bat (?:bedtime|night)\b|\bin the (?:morning|evening)\b|\beach (?:morning|evening|night|day)\b|\b(?:nocte|mane)\b|\b(?:once|one|1|two|2) (?:at night|in the morning)\b|\bbefore (?:meals|breakfast|bed)\b|\bwith meals\b|\bas directed\b|"
    r"\bcada\s?(?:\d{1,2}\s?(?:h|hrs?|horas?|dias?|semanas?|meses)|dia|noche|manana|semana|mes|tercer dia)\b\.?|\bc/\s?\d{1,2}\s?(?:h|hrs?|horas?)\b|"
    r"\b(?:una|dos|tres|cuatro|1|2|3|4) ve(?:z|ces) (?:al dia|por dia|diarias?|a la semana|por semana|al mes)\b|\bdiari[oa]s?\b|\bdiariamente\b|\bal dia\b|\bsemanal(?:mente)?\b|\bmensual(?:mente)?\b|\bpor la (?:noche|manana|tarde)\b|\ben (?:la noche|ayunas|la manana)\b|\bal acostarse\b|\bantes de (?:dormir|acostarse|los alimentos|las comidas|cada comida)\b|\bcon (?:los alimentos|las comidas)\b|\b[0-3]-[0-3]-[0-3](?:-[0-3])?\b"
)
_AS_NEEDED = re.compile(
    r"\bp\.?r\.?n\b\.?|\bas needed\b|\bif needed\b|\ben caso de (?:dolor|fiebre|ser necesario)\b|\bsi (?:es )?necesario\b|\bpor razon necesaria\b|\bsi (?:hay )?(?:dolor|fiebre)\b|\bpor necesidad\b|\ba demanda\b"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# What stands between a medicine and the next word of its sentence and tells only what is taken, and how.
_FORMS = re.compile(
    r"\b(?:tablets?|tabs?|caps?|capsules?|comprimidos?|cap|inh|inhaler|inhalador|mr|sr|xl|er|cr|ec|stat|nocte|mane|max(?:imum)?|"
    r"dose|dosis|the|her|his|any|all|both|el|la|los|las|su|sus|x)\b|\d+(?:[.,/]\d+)?"
)


def route_of(text: str) -> str:
    """The route that folded words behind a medicine name; empty without one."""
    return next((name for name, pattern in _ROUTE_PATTERNS if pattern.search(text)), "")


def frequency_of(text: str) -> str:
    """How often, as printed in folded words behind a medicine, with "as needed" where they say so."""
    match = FREQUENCY.search(text)
    parts = [match.group().strip()] if match else []
    if _AS_NEEDED.search(text):
        parts.append("as needed")
    return " ".join(parts)


def dose_before(folded: str, start: int) -> re.Match[str] | None:
    """A dose right before a name that begins at `start` ("500 mg of amoxicillin")."""
    window = folded[max(0, start - 22) : start]
    matches = list(DOSE.finditer(window))
    if matches and re.fullmatch(r"\s*(?:of|de|tablets? of|tabletas? de)?\s*", window[matches[-1].end() :]):
        return matches[-1]
    return None


def without_dosage(text: str) -> str:
    """Folded words less dose, route, frequency, form and brackets: what else they say."""
    rest = _AS_NEEDED.sub(" ", FREQUENCY.sub(" ", DOSE.sub(" ", _IN_BRACKETS.sub(" ", text))))
    for _, pattern in _ROUTE_PATTERNS:
        rest = pattern.sub(" ", rest)
    return " ".join(_FORMS.sub(" ", rest).split())
