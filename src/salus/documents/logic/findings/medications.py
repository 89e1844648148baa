"""Medicines with dose, route and frequency, as lists and letters write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from salus.clinical.codes.medicines import Medicine, combinations, medicine_book
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.allergies import ALLERGY_ROLE
from salus.documents.logic.findings.reading import SectionView, SentenceView

MEDICATION_ROLES = frozenset(("medications", "discharge_medications", "plan"))
_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?[-–/]\s?\d+(?:[.,]\d+)?)?"
_DOSE_UNIT = (
    r"(?:mg|mcg|ug|µg|g|gr|kg|meq|ml|cc|units?|unidades|ui|iu|u|%|puffs?|inhalaciones|inhalacion|disparos|tablets?|tabs?|"
    r"tabletas?|comprimidos?|capsules?|caps?|capsulas?|pills?|pastillas?|drops?|gotas?|gtt|sprays?|patch(?:es)?|parches?|ampulas?|"
    r"ampollas?|sobres?|tsp|tbsp|cucharadas?|suppositor(?:y|ies))"
)
_DOSE = re.compile(
    rf"(?<![\w.]){_NUMBER}\s?{_DOSE_UNIT}\b(?:\s?/\s?(?:{_NUMBER}\s?)?(?:ml|mg|mcg|g|hr?|hora|day|dia|kg|puff|actuation|dose))?|(?<!\w){_NUMBER}\s?%"
)
_CONCENTRATION = re.compile(
    rf"{_NUMBER}\s?(?:mg|ng|pg|ug|mcg|g|mmol|umol|nmol|pmol|meq|u|iu|ui|miu|uiu)\s?/\s?(?:dl|l|ml)\b"
)
_ROUTES = (
    ("oral", r"\bp\.?o\.?\b|\bby mouth\b|\borally\b|\boral(?:es)?\b|\bvia oral\b|\bv\.?o\.?\b|\bper os\b"),
    ("intravenous", r"\bi\.?v\.?\b|\bintravenous(?:ly)?\b|\bintravenos[oa]\b|\bvia intravenosa\b"),
    ("intramuscular", r"\bi\.?m\.?\b|\bintramuscular(?:ly)?\b"),
    ("subcutaneous", r"\bs\.?c\.?\b|\bsubq\b|\bsq\b|\bsub-?cut\w*\b|\bsubcutaneous(?:ly)?\b|\bsubcutane[oa]\b"),
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
_FREQUENCY = re.compile(
    r"\b(?:once|twice|one time|two times|three times|four times|[1-6] ?(?:x|times?)|1|2|3|4)\s?(?:/|a|per|each|every)?\s?(?:daily|day|week(?:ly)?|month(?:ly)?)\b|"
    r"\b(?:once|twice|thrice) (?:daily|weekly|a day|a week|nightly)\b|\bq\.?\s?(?:\d{1,2}(?:\s?-\s?\d{1,2})?\s?(?:h|hr|hrs|hours?)|a\.?m|p\.?m|h\.?s|o\.?d|d(?:ay)?|w(?:ee)?k|\d\s?w(?:ee)?ks?|month)\b\.?|"
    r"\bevery (?:other day|\d{1,2}(?:\s?(?:-|to)\s?\d{1,2})? (?:hours?|hrs?|h|days?|weeks?|months?)|day|morning|evening|night|week|month|other week)\b|"
    r"\bb\.?i\.?d\b\.?|\bt\.?i\.?d\b\.?|\bq\.?i\.?d\b\.?|\bq\.?d\b\.?|\bo\.?d\b\.?|\bqod\b|\bqhs\b|\bhs\b|\bdaily\b|\bnightly\b|\bweekly\b|\bmonthly\b|\bat (?:bedtime|night)\b|\bin the (?:morning|evening)\b|\bbefore (?:meals|breakfast|bed)\b|\bwith meals\b|\bas directed\b|"
    r"\bcada\s?(?:\d{1,2}\s?(?:h|hrs?|horas?|dias?|semanas?|meses)|dia|noche|manana|semana|mes|tercer dia)\b\.?|\bc/\s?\d{1,2}\s?(?:h|hrs?|horas?)\b|"
    r"\b(?:una|dos|tres|cuatro|1|2|3|4) ve(?:z|ces) (?:al dia|por dia|diarias?|a la semana|por semana|al mes)\b|\bdiari[oa]s?\b|\bdiariamente\b|\bal dia\b|\bsemanal(?:mente)?\b|\bmensual(?:mente)?\b|\bpor la (?:noche|manana|tarde)\b|\ben (?:la noche|ayunas|la manana)\b|\bal acostarse\b|\bantes de (?:dormir|acostarse|los alimentos|las comidas|cada comida)\b|\bcon (?:los alimentos|las comidas)\b|\b[0-3]-[0-3]-[0-3](?:-[0-3])?\b"
)
_AS_NEEDED = re.compile(
    r"\bp\.?r\.?n\b\.?|\bas needed\b|\bif needed\b|\ben caso de (?:dolor|fiebre|ser necesario)\b|\bsi (?:es )?necesario\b|\bpor razon necesaria\b|\bsi (?:hay )?(?:dolor|fiebre)\b|\bpor necesidad\b|\ba demanda\b"
)
_STOPPED = re.compile(
    r"\b(?:discontinu\w*|d/c(?:'?d|ed)?|stop(?:ped|ping)?|held|holding|hold|off|no longer (?:taking|on)|quit|ceased|suspend\w*|suspension de|dejo de (?:tomar|usar)|retir\w*|interrump\w*|ya no toma|previously on|formerly on|was on|weaned off|completed|took|tomaba)\b"
)
_ALLERGY = re.compile(
    r"\ballerg\w*|\balerg\w*|\bintoleran\w*|\banaphyla\w*|\banafila\w*|\badverse reaction|\breaccion adversa"
)
_LEVEL = re.compile(
    r"^\s*(?:levels?|niveles?|trough|concentration|assay|serum|screen|test|studies|deficien\w+|overload|stores)\b"
)
_CONSIDER = re.compile(
    r"\b(?:consider\w*|discuss\w*|may (?:start|need|benefit)|will need|would need|could (?:start|try)|option of|candidate for|eligible for|valorar|considerar|plantear|se podria)\b"
)
_NEGATED_BY_STATEMENT = (Assertion.ABSENT, Assertion.HYPOTHETICAL, Assertion.OTHER_PERSON, Assertion.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Mention:
    medicine: Medicine
    start: int
    end: int


def find_medications(section: SectionView) -> Iterator[Finding]:
    """The medicines of a section, each with what is printed behind it."""
    # "Allergies: Penicillin (rash)" names no medicine that is taken, and its sentence need not say "allergy".
    if section.role == ALLERGY_ROLE:
        return
    in_list = section.role in MEDICATION_ROLES
    for sentence in section.sentences:
        mentions = _mentions(sentence)
        folded = fold(sentence.text)
        if not mentions or _ALLERGY.search(folded):
            continue
        for index, mention in enumerate(mentions):
            stop = mentions[index + 1].start if index + 1 < len(mentions) else len(folded)
            finding = _finding(section, sentence, mention, folded, stop, in_list=in_list)
            if finding is not None:
                yield finding


def _mentions(sentence: SentenceView) -> list[_Mention]:
    """Medicines named in a sentence; ingredients joined by a stroke, a hyphen or "and" are one combination."""
    found: list[_Mention] = []
    for hit in medicine_book().find(sentence.tokens):
        start, end = sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end
        if found and _joins(sentence.text[found[-1].end : start]):
            together = combinations().get(found[-1].medicine.ingredients | hit.payload.ingredients)
            if together is not None:
                found[-1] = _Mention(together, found[-1].start, end)
                continue
        found.append(_Mention(hit.payload, start, end))
    return found


def _joins(between: str) -> bool:
    return between.strip().lower() in ("/", "-", "+", "&", "and", "y", "con")


def _finding(
    section: SectionView, sentence: SentenceView, mention: _Mention, folded: str, stop: int, *, in_list: bool
) -> Finding | None:
    behind = folded[mention.end : stop]
    dose = _DOSE.search(behind) or _dose_before(folded, mention.start)
    if _LEVEL.match(behind) or _CONCENTRATION.match(behind.lstrip(" :,")):
        return None
    route = next((name for name, pattern in _ROUTE_PATTERNS if pattern.search(behind)), None)
    frequency = _FREQUENCY.search(behind)
    has_sig = dose is not None or frequency is not None
    if not mention.medicine.is_common and not (has_sig or in_list):
        return None
    if not has_sig and not in_list and not _is_named_as_medicine(folded, mention):
        confidence = 0.75
    else:
        confidence = 0.97 if has_sig else 0.9
    if not mention.medicine.is_common:
        confidence = min(confidence, 0.85)
    assertion = _assertion(sentence, mention, folded)
    detail = (
        ("dose", dose.group().strip() if dose else ""),
        ("route", route or ""),
        ("frequency", _frequency(frequency, behind)),
        ("section", section.role),
    )
    place = (sentence.start + mention.start, sentence.start + mention.end + _sig_length(behind, dose, frequency))
    name = mention.medicine.name
    return section.finding(
        FindingKind.MEDICATION,
        place,
        name[:1].upper() + name[1:],
        mention.medicine.coding,
        assertion,
        detail,
        confidence,
    )


def _dose_before(folded: str, start: int) -> re.Match[str] | None:
    """A dose right before the name ("500 mg of amoxicillin")."""
    window = folded[max(0, start - 22) : start]
    matches = list(_DOSE.finditer(window))
    if matches and re.fullmatch(r"\s*(?:of|de|tablets? of|tabletas? de)?\s*", window[matches[-1].end() :]):
        return matches[-1]
    return None


def _sig_length(behind: str, dose: re.Match[str] | None, frequency: re.Match[str] | None) -> int:
    """How far the words behind a name belong to it: to the end of its dose and frequency, when those are near."""
    ends = [match.end() for match in (dose, frequency) if match is not None and match.string is behind]
    end = max(ends, default=0)
    return end if end <= 90 else 0


def _frequency(match: re.Match[str] | None, behind: str) -> str:
    parts = [match.group().strip()] if match else []
    if _AS_NEEDED.search(behind):
        parts.append("as needed")
    return " ".join(parts)


def _is_named_as_medicine(folded: str, mention: _Mention) -> bool:
    before = folded[max(0, mention.start - 40) : mention.start]
    return (
        re.search(
            r"\b(?:tak(?:e|es|ing)|on|start\w*|continu\w*|prescri\w*|treated with|given|receiv\w*|toma|tomando|en tratamiento con|"
            r"tratamiento con|se indica|indico|inicia\w*|recibe|recibio|therapy with|dose of|medications?:?)\s(?:\w+\s){0,2}$",
            before,
        )
        is not None
    )


def _assertion(sentence: SentenceView, mention: _Mention, folded: str) -> Assertion:
    context = sentence.reader.context_of(mention.start, mention.end)
    before = folded[max(0, mention.start - 45) : mention.start]
    behind = folded[mention.end : mention.end + 40]
    if _STOPPED.search(before) or re.match(
        r"[^.;,]{0,30}?\b(?:was |were )?(?:discontinued|stopped|held|suspendid\w+)", behind
    ):
        return Assertion.HISTORICAL
    if _CONSIDER.search(before):
        return Assertion.HYPOTHETICAL
    if context.assertion in _NEGATED_BY_STATEMENT:
        return context.assertion
    if context.historical and re.search(
        r"\b(?:previous|prior|former|past|previ|anterior|in the past|years ago)", before + behind
    ):
        return Assertion.HISTORICAL
    return Assertion.PRESENT
