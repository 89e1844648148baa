"""Where a sentence names conditions: those of the dictionary, and those that only their words tell. Pure."""

from __future__ import annotations

import re

from salus.clinical.codes.conditions import Condition, Course, condition_book
from salus.clinical.text.disease_names import CANCER_WORDS, DiseaseName, find_disease_names
from salus.clinical.text.fold import fold
from salus.documents.logic.findings.reading import SentenceView

# Pregnancy as a time, and its test: "anaemia in that pregnancy", "pregnancy test".
_AS_A_TIME = re.compile(
    r"\b(?:in|of|during|that|this|last|previous|first|second|third|each|every|since|en|del?|durante|ultimo|previo|primer|"
    r"segundo)(?: (?:her|his|the|that|a|early|late|el|su|un|este|ultimo|primer|segundo))* $"
)
_PREGNANCY = "Pregnancy"
# A vaccine is against a disease, and a reaction to a medicine is none.
_VACCINE_OR_REACTION = re.compile(
    r"\b(?:reaccion|reaction)(?: (?:with|of|con|de))? $|\b(?:vacun\w+|vaccin\w+|immuni[sz]\w+)(?: (?:de|contra|la|el|against|for|the))* $"
)
_ALLERGIC_TO = re.compile(r"\b(?:allergic to|alergic[oa]s? al?) (?:the |el |la |los |las )?(?P<what>[a-zñ]+)")
ConditionHit = tuple[Condition, int, int]

_WORDS_THAT_CHANGE_IT = re.compile(
    r"^\s*(?:screening|prevention|risk|awareness|education|vaccin\w+|clinic\b|tests?\b|tenderness|angle\b|center|centre|unit\b|scare\b)"
)


def conditions_in(sentence: SentenceView) -> list[ConditionHit]:
    """Conditions of the dictionary in a sentence; abbreviations that are also words only in capitals."""
    return [(condition, start, end) for condition, start, end, _ in _listed(sentence)]


def all_conditions_in(sentence: SentenceView) -> list[ConditionHit]:
    """Conditions of the dictionary, and names of diseases that it lacks: those carry no code.

    A listed name without a code gives way to a longer one that tells which ("abscess" to "splenic abscess").
    """
    listed = _listed(sentence)
    taken = frozenset(index for condition, *_, tokens in listed if condition.coding for index in tokens)
    names = list(find_disease_names(sentence.text, sentence.tokens, sentence.language, taken))
    longer = [range(name.first, name.last) for name in names]
    kept = [hit for hit in listed if not any(_is_within(hit[3], place) for place in longer)]
    held = [tokens for *_, tokens in kept]
    found = [(condition, start, end) for condition, start, end, _ in kept]
    for name, place in zip(names, longer, strict=True):
        if any(place.start < tokens.stop and tokens.start < place.stop for tokens in held):
            continue
        hit = _unlisted(sentence, name)
        if not _is_something_else(sentence.text, hit[2]):
            found.append(hit)
    return sorted(found, key=lambda hit: hit[1])


def allergies_told_in(sentence: SentenceView) -> list[ConditionHit]:
    """What somebody is said to be allergic to, as a condition: a family history knows no other list for it."""
    found = []
    for match in _ALLERGIC_TO.finditer(fold(sentence.text)):
        start, end = match.span("what")
        found.append((Condition(f"Allergy to {sentence.text[start:end]}", None, None, Course.CHRONIC), start, end))
    return found


def _listed(sentence: SentenceView) -> list[tuple[Condition, int, int, range]]:
    found = []
    for hit in condition_book(sentence.language).find(sentence.tokens):
        start, end = sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end
        if hit.payload.needs_capitals and not sentence.text[start:end].isupper():
            continue
        if _is_something_else(sentence.text, end) or _is_a_time_or_vaccine(sentence.text, start, hit.payload.condition):
            continue
        found.append((hit.payload.condition, start, end, range(hit.first, hit.last)))
    return found


def _is_within(tokens: range, place: range) -> bool:
    return place.start <= tokens.start and tokens.stop <= place.stop and len(tokens) < len(place)


def _is_something_else(text: str, end: int) -> bool:
    return _WORDS_THAT_CHANGE_IT.match(fold(text[end : end + 20])) is not None


def _is_a_time_or_vaccine(text: str, start: int, condition: Condition) -> bool:
    before = fold(text[max(0, start - 40) : start])
    if _VACCINE_OR_REACTION.search(before):
        return True
    return condition.display == _PREGNANCY and _AS_A_TIME.search(before) is not None


def _unlisted(sentence: SentenceView, name: DiseaseName) -> ConditionHit:
    """A condition as it is printed, with the body part behind it: "Polyp of the left maxillary sinus"."""
    tokens = sentence.tokens
    start, end = tokens[name.first].start, tokens[name.last - 1].end
    printed = " ".join(sentence.text[start : tokens[name.upto - 1].end].split())
    display = printed[:1].upper() + printed[1:]
    is_cancer = any(token.text in CANCER_WORDS for token in tokens[name.first : name.last])
    return Condition(display, None, None, Course(name.course), is_cancer), start, end
