"""How running text speaks of an allergy: that there is one, that there is none, or neither. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salus.clinical.text.assertion import Assertion, Context
from salus.documents.logic.findings.allergens import Told
from salus.documents.logic.findings.surroundings import Surroundings

# "Allergic to", up to four words before the allergen ("allergic to all kinds of").
_ALLERGIC_TO = re.compile(
    r"\b(?:allerg(?:y|ies|ic(?: reactions?)?)|anaphyla\w+(?: reactions?| shock)?|hypersensitiv\w+|intoleran\w+|"
    r"sensiti[sz]ed|react(?:s|ed|ion|ions)?|oral allergy syndrome|oral allergy)(?: \w+){0,2} "
    r"(?:to|of|with|after|from|are|include[sd]?|is):?(?: \w+){0,4}\s*$|\bpositive to(?: \w+){0,2}\s*$|\badded to (?:\w+ )?allerg\w+:?\s*$|"
    r"\b(?:allerg(?:y|ies|ens?)|alergias?|intoleran\w+|adverse reactions?|reacciones adversas)(?: \w+){0,2}\s*[:-]\s*$|"
    r"\b(?:alergic[oa]s?|alergias?|anafilaxia|reacci?on(?:es)?|intoleran\w+|sensibiliza\w+|hipersensibilidad|rinitis|"
    r"rinoconjuntivitis|asma)(?: \w+){0,2} (?:a|al|por|con|tras|para|frente a|es|son|incluyen)(?: \w+){0,4}\s*$|\bno tolera(?: \w+){0,2}\s*$|"
    r"\b(?:skin|prick|patch|ige|cutaneas?|epicutaneas?)\b[^.;]*\bpositiv(?:e|[oa]s?) (?:for|a|al|para|frente a)(?: \w+){0,2}\s*$|"
    r"\b(?:hay fever|rhinitis|rhinoconjunctivitis) (?:due to|from|to|caused by)(?: \w+){0,2}\s*$"
)
_IS_ALLERGY = re.compile(
    r"^\s*(?:\w+\s+)?(?:allerg(?:y|ies|ic)|intoleran\w+|anaphylaxis|hypersensitivity|reactions?)\b(?! (?:clinic|service|test|label))"
)
_COUNTS_AS_ONE = re.compile(r"\b(?:counts? as|is|was|as) an? (?:\w+ )?(?:allergy|intolerance)\b|\(intolerant?\w*\)")
# "Brings him out in a rash": words of effect between an allergen and its reaction. What happens each time is an
# intolerance whatever the reaction; what happened once may have been chance, unless it was of the allergic kind.
_NOT_MAY = r"(?<!may )(?<!can )(?<!could )(?<!might )(?<!will )(?<!puede )(?<!not )(?<!no )"
_EACH_TIME = re.compile(
    _NOT_MAY
    + r"\b(?:brings?|gives?|causes?|makes?|produces?|triggers?|provokes?|sets? off|(?:le|me) (?:da|sienta)|produce|provoca|"
    r"causa|desencadena|ocasiona)\b|->|→"
)
_ONCE = re.compile(
    r"\b(?:brought|gave|caused|made|produced|triggered|provoked|precipitated|led to|induced|resulted in|(?:le|me) dio|produjo|"
    r"provoco|causo|desencadeno|ocasiono)\b"
)
_OF_EFFECT = re.compile(
    r"\s*(?:with|from|after|on|to|following|por|con|tras|a|al)(?: (?:taking|eating|starting|having|being|given|any|the|a|an|un|una|el|"
    r"la|los|las|tomar|comer|ingerir|ingesta|de|toma))*\s*$"
)
_ALLERGIC_REACTIONS = frozenset(("anaphylaxis", "angioedema", "hives", "rash", "itching", "Stevens-Johnson syndrome", "oral itching", "shortness of breath"))  # fmt: skip
_REFUTED_BEFORE = re.compile(
    r"\b(?:not|never|isn't|no longer) (?:\w+ )?allergic to(?: \w+){0,2}\s*$|\bno (?:known )?(?:allerg(?:y|ies)|reactions?|sensitivity) to(?: \w+){0,3}\s*$|"
    r"\b(?:tolerat(?:es?|ed|ing)|negative (?:to|for)|outgrew|outgrown|gr(?:own|ew) out of)(?: \w+){0,2}\s*$|\bno (?:es )?alergic[oa]s? al?(?: \w+){0,2}\s*$|"
    r"\bno (?:hay |tiene |presenta )?alergias? al?(?: \w+){0,2}\s*$|(?<!no )\btolera(?: \w+){0,2}\s*$|\bnegativ[oa]s? (?:a|para|con|frente a)(?: \w+){0,2}\s*$"
)
# What takes an allergy back, also from a sentence of its own; words of other diseases that are over do not.
TAKEN_BACK = re.compile(
    r"\b(?:allergy|allergic|label|alergia|etiqueta)\b[^.;]{0,40}\b(?:excluded|ruled out|removed|refuted|disproved|disproven|resolved|"
    r"outgrown|retirada|descartada|excluida|superada)\b|\bde-?label\w+|\b(?:no longer|not) (?:\w+ )?allergic\b(?! to)|"
    r"\bchallenge\b[^.;]{0,30}\b(?:negative|passed|uneventful)\b|\bpassed (?:\w+ ){0,3}challenge\b|"
    r"\blabel (?:should|can|may|to) be removed\b|"
    r"\bnegative (?:\w+ ){0,2}(?:challenge|skin tests?|skin prick|provocation)|\bya no es alergic[oa]\b(?! a)|\bpuede (?:tomar|comer)l[oa]s?\b|"
    r"\b(?:exposicion|provocacion|pruebas cutaneas)\b[^.;]{0,50}\bnegativ[oa]s?\b|\bse (?:descarta|retira) (?:la )?(?:alergia|etiqueta)"
)
_REFUTED_BEHIND = re.compile(
    r"^[^.;]{0,40}?\b(?:(?:is|are|was|were|now|well) tolerated|tolerated|(?:was|were|is|are)? ?negative|without (?:any )?(?:trouble|problems?|"
    r"reactions?|difficulty|symptoms|issues?)|sin (?:problemas?|reaccion|sintomas|incidencias)|negativ[oa]s?|tolerad[oa]s?)\b|^[^.;,]{0,30}?\b(?:resolved|resuelta|descartada|outgr[eo]wn?|superad[oa]s?|puede (?:tomar|comer))\b|"
    r"^[^.;]{0,30}, resolved\b|^\s*(?:is |are )?(?:ok|fine|safe)\b"
)
_DOUBTFUL = re.compile(
    r"^\s*(?:allergy|alergia)?\s*[,(:-]?\s*(?:is |was )?(?:possible|suspected|doubtful|unconfirmed|questionable|posible|probable|"
    r"dudos[oa]|sin confirmar|a confirmar|(?:(?:was|has been) )?not confirmed|no confirmada)\b"
)
_UNKNOWN = re.compile(r"\s*[:?-]*\s*(?:unknown|not known|desconocid)")
# "Carries adrenaline" in a list of allergies.
_TREATED_WITH = re.compile(
    r"\b(?:carr(?:y|ies)|tak(?:es?|ing)|us(?:es?|ing)|given|prescribed|treated with|lleva|porta|toma)(?: \w+){0,2}\s*$"
)
# Only where allergies are spoken of is "eats fish without trouble" a word about one.
ALLERGY_TALK = re.compile(
    r"allerg|alerg|anaphyla|anafila|\bskin (?:prick|test)|\bprick test|\bpruebas cutaneas|\blabel\b"
)


def status_in_list(words: Surroundings, context: Context) -> Assertion | None:
    """How an item of a list of allergies is spoken of: as present unless its words say else; None for its treatment."""
    if _TREATED_WITH.search(words.before):
        return None
    return Assertion.ABSENT if _is_refuted(words) else _of_patient(words, context)


def status_in_text(
    words: Surroundings, context: Context, before: Sequence[Told], behind: Sequence[Told]
) -> Assertion | None:
    """How running text speaks of one allergen; None where it is no talk of allergy.

    `before` are the reactions named in the words before the allergen, `behind` those in the words behind it.
    """
    if _is_refuted(words):
        return Assertion.ABSENT
    is_told = (
        _ALLERGIC_TO.search(words.before) or _IS_ALLERGY.match(words.behind) or _COUNTS_AS_ONE.search(words.behind)
    )
    if is_told or _is_effect(words, before, behind):
        return _of_patient(words, context)
    return None


def _is_refuted(words: Surroundings) -> bool:
    by_behind = _REFUTED_BEHIND.match(words.behind) or TAKEN_BACK.search(words.behind)
    return by_behind is not None or _REFUTED_BEFORE.search(words.before) is not None


def _is_effect(words: Surroundings, before: Sequence[Told], behind: Sequence[Told]) -> bool:
    """Whether a reaction is said to come of the allergen: "kiwi makes her lips tingle", "a rash after amoxicillin"."""
    each_time, once = _EACH_TIME.search(words.behind), _ONCE.search(words.behind)
    if each_time is not None and any(told.start >= each_time.end() for told in behind):
        return True
    if once is not None and any(told.start >= once.end() for told in _allergic(behind)):
        return True
    return any(_OF_EFFECT.fullmatch(words.before[told.end :]) for told in _allergic(before))


def _allergic(reactions: Sequence[Told]) -> Sequence[Told]:
    return [told for told in reactions if told.reaction.display in _ALLERGIC_REACTIONS]


def _of_patient(words: Surroundings, context: Context) -> Assertion | None:
    if context.other_person:
        return None
    if _DOUBTFUL.match(words.behind) or (context.uncertain and not context.negated):
        return Assertion.UNCERTAIN
    # "Penicillin (details unknown)" is an allergy all the same, "Latex: unknown" is not.
    is_detail = context.unknown and not _UNKNOWN.match(words.behind)
    said = context.assertion
    return Assertion.PRESENT if said is Assertion.HISTORICAL or is_detail else said
