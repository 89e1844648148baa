"""Medicines with dose, route and frequency, as lists and letters write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.lab_names import find_listed_test
from salus.clinical.codes.medicines import Medicine, combinations, medicine_book
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.allergies import ALLERGY_ROLE
from salus.documents.logic.findings.reading import SectionView, SentenceView

# How a line below a medicine begins when it says how to take it.
_DIRECTION = re.compile(
    r"^\W*(?:sig\b|s:|directions?:|dose:|dosis:|indicaciones:|posologia:|take|tak|tome|tomar|apply|aplique|aplicar|inject|inyect|"
    r"use|usar|inhale|inhalar|place|put|instill|chew|dissolve|swallow|give|dar|administrar|one|two|three|half|once|twice|"
    r"thrice|una?\b|dos\b|tres\b|media|every|each|cada|daily|by mouth|orally|via oral|v\.?o\b|p\.?o\b|nightly|at night|at bedtime|"
    r"in the morning|por la|1/2|½|\d+(?:[.,]\d+)?\s?(?:tab|cap|tablet|comprim|pill|puff|drop|gota|ml\b|mg\b|x\b|times|vez|veces|"
    r"sachet|sobre|unit|unidad|inhal|aplic|patch|parche|spray|-)|[0-3]-[0-3]-[0-3])"
)
_LISTS = frozenset(("medications", "discharge_medications", "stopped_medications"))
MEDICATIONS_ROLE = "medications"
STOPPED_ROLE = "stopped_medications"
MEDICATION_ROLES = frozenset(("medications", "discharge_medications", STOPPED_ROLE, "plan"))
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
    r"\bb\.?i\.?d\b\.?|\bt\.?i\.?d\b\.?|\bq\.?i\.?d\b\.?|\bq\.?d\b\.?|\bo\.?d\b\.?|\bqod\b|\bqhs\b|\bhs\b|\bdaily\b|\bnightly\b|\bweekly\b|\bmonthly\b|\bat (?:bedtime|night)\b|\bin the (?:morning|evening)\b|\beach (?:morning|evening|night|day)\b|\b(?:nocte|mane)\b|\b(?:once|one|1|two|2) (?:at night|in the morning)\b|\bbefore (?:meals|breakfast|bed)\b|\bwith meals\b|\bas directed\b|"
    r"\bcada\s?(?:\d{1,2}\s?(?:h|hrs?|horas?|dias?|semanas?|meses)|dia|noche|manana|semana|mes|tercer dia)\b\.?|\bc/\s?\d{1,2}\s?(?:h|hrs?|horas?)\b|"
    r"\b(?:una|dos|tres|cuatro|1|2|3|4) ve(?:z|ces) (?:al dia|por dia|diarias?|a la semana|por semana|al mes)\b|\bdiari[oa]s?\b|\bdiariamente\b|\bal dia\b|\bsemanal(?:mente)?\b|\bmensual(?:mente)?\b|\bpor la (?:noche|manana|tarde)\b|\ben (?:la noche|ayunas|la manana)\b|\bal acostarse\b|\bantes de (?:dormir|acostarse|los alimentos|las comidas|cada comida)\b|\bcon (?:los alimentos|las comidas)\b|\b[0-3]-[0-3]-[0-3](?:-[0-3])?\b"
)
_AS_NEEDED = re.compile(
    r"\bp\.?r\.?n\b\.?|\bas needed\b|\bif needed\b|\ben caso de (?:dolor|fiebre|ser necesario)\b|\bsi (?:es )?necesario\b|\bpor razon necesaria\b|\bsi (?:hay )?(?:dolor|fiebre)\b|\bpor necesidad\b|\ba demanda\b"
)
_STOPPED = re.compile(
    r"\b(?:discontinu\w*|d/c(?:'?d|ed)?|stop(?:ped|ping)?|held|holding|hold|off|no longer (?:tak(?:es?|ing)|us(?:es?|ing)|on|needs?|requires?)|quit|ceased|suspend\w*|suspension de|(?:dejo|ha dejado|dejando) de (?:tomar|usar)|retir\w*|interrump\w*|ya no (?:toma|usa|tomaba)|previously on|formerly on|was on|weaned off|completed|took|tomaba)\b"
)
_ALLERGY = re.compile(
    r"\ballerg\w*|\balerg\w*|\bintoleran\w*|\banaphyla\w*|\banafila\w*|\badverse reaction|\breaccion adversa"
)
_LEVEL = re.compile(
    r"^\s*(?:(?:blood|serum|plasma) )?(?:levels?|niveles?|trough|concentration|assay|serum|screen\w*|tests?|testing|stud(?:y|ies)|"
    r"panel|profile|saturation|status|stores?|deficien\w+|overload|binding|function|serico|serica|en sangre|perfil)\b"
)
# What a medicine has done says nothing of whether it is taken ("neuropathy from bortezomib").
_CAUSE = re.compile(
    r"\b(?:from|due to|secondary to|caused by|induced by|debid[oa] a|secundari[oa] a|causad[oa] por)\s+$"
)
_FORM = re.compile(
    r"^\s*(?:\w+ )?(?:supplement\w*|tablets?|capsules?|infusions?|therapy|replacement|treatment|pump|gel|cream|patch\w*|"
    r"suplement\w*|tabletas?|comprimidos?|capsulas?|oral|intraven\w+|iv|po)\b"
)
_CONSIDER = re.compile(
    r"\b(?:consider\w*|discuss\w*|may (?:start|need|benefit)|will need|would need|could (?:start|try)|option of|candidate for|eligible for|valorar|considerar|plantear|se podria)\b"
)
_NOT_TAKEN = re.compile(
    r"\b(?:not|never|isn't|doesn't|don't|didn't|hasn't|avoid(?:s|ed|ing)?|should avoid|contraindicated|nunca|jamas|evitar|evite|"
    r"no(?= (?:toma|tomar|tome|usa|usar|use|tomo|ha tomado)\b))\s+(?:(?:currently|yet|been|be|to|the|all|any|use|of|el|la|"
    r"los|las|uso|de)\s+)*(?:(?:tak(?:e|es|ing|en)|us(?:e|es|ing)|on|start(?:ed|ing)?|given|toma|tomar|tome|usa|usar|use|tomo|"
    r"ha tomado)\s+)?(?:(?:any|the|el|la)\s+)?(?:\w+(?:,| or| and| o| y| ni)\s+){0,3}$"
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
    for number, sentence in enumerate(section.sentences):
        mentions = _mentions(sentence)
        if not mentions or _ALLERGY.search(fold(sentence.text)):
            continue
        for index, mention in enumerate(mentions):
            is_last = index + 1 == len(mentions)
            below = _directions_below(section, number, mention.end) if is_last else sentence.text
            folded = fold(below)
            stop = len(folded) if is_last else mentions[index + 1].start
            finding = _finding(section, sentence, mention, folded, stop, in_list=in_list)
            if finding is not None:
                yield finding


def _directions_below(section: SectionView, number: int, end: int) -> str:
    """A sentence whose last medicine ends at `end` with what the line below says of how to take it, if it does."""
    sentence = section.sentences[number]
    follows = section.sentences[number + 1 : number + 2]
    if not follows or _FREQUENCY.search(fold(sentence.text[end:])):
        return sentence.text
    below = follows[0]
    others = _mentions(below)
    text = below.text[: others[0].start] if others else below.text  # the next medicine may run on behind it
    if not (_DIRECTION.match(fold(text)) and _FREQUENCY.search(fold(text))):
        return sentence.text
    return section.flow.text[sentence.start : below.start + len(text)]


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
    if not has_sig and not in_list and _CAUSE.search(folded[: mention.start]):
        return None
    if not has_sig and section.role not in _LISTS and _is_test(mention.medicine) and not _is_treatment(folded, mention):
        return None
    if not has_sig and not in_list and not _is_named_as_medicine(folded, mention):
        confidence = 0.75
    else:
        confidence = 0.97 if has_sig else 0.9
    if not mention.medicine.is_common:
        confidence = min(confidence, 0.85)
    assertion = _assertion(sentence, mention, folded)
    if section.role == STOPPED_ROLE and assertion is Assertion.PRESENT:
        assertion = Assertion.HISTORICAL
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


@cache
def _is_test(medicine: Medicine) -> bool:
    """Whether the name is also that of a laboratory test (iron, lithium, testosterone)."""
    return find_listed_test(medicine.name) is not None


def _is_treatment(folded: str, mention: _Mention) -> bool:
    """Whether words beside a name say that it is given, not measured."""
    before = folded[max(0, mention.start - 45) : mention.start]
    is_given = _is_named_as_medicine(folded, mention) or _STOPPED.search(before) or _NOT_TAKEN.search(before)
    return bool(is_given or _FORM.match(folded[mention.end :]))


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
        r"[^.;,]{0,30}?\b(?:was |were )?(?:discontinued|stopped|held|suspendid\w+|retirad\w+)\b", behind
    ):
        return Assertion.HISTORICAL
    if _NOT_TAKEN.search(before):
        return Assertion.ABSENT
    if _CONSIDER.search(before):
        return Assertion.HYPOTHETICAL
    if context.assertion in _NEGATED_BY_STATEMENT:
        return context.assertion
    if context.historical and re.search(
        r"\b(?:previous|prior|former|past|previ|anterior|in the past|years ago)", before + behind
    ):
        return Assertion.HISTORICAL
    return Assertion.PRESENT
