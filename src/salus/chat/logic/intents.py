"""The kinds of questions, and by which words they are known, in English and Spanish."""

from __future__ import annotations

import re
from enum import StrEnum


class Intent(StrEnum):
    """What kind of answer is wanted."""

    VALUE = "value"
    MEDICINES = "medicines"
    ALLERGIES = "allergies"
    PROBLEMS = "problems"
    SHOTS = "shots"
    VISITS = "visits"
    RELATIVES = "relatives"
    DUE = "due"
    CHANGED = "changed"
    SUMMARY = "summary"
    ABNORMAL = "abnormal"
    LATEST = "latest"
    PASSAGE = "passage"
    GREETING = "greeting"
    THANKS = "thanks"
    ELSEWHERE = "elsewhere"


# First match wins; the order puts what is more specific first.
PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (Intent.GREETING, r"^\W*(hi|hello|hey|good (morning|evening|afternoon)|hola|"
                          r"buen[oa]s (dias|tardes|noches))\W*$"),
        (Intent.THANKS, r"^\W*(many |muchas )?(thanks?|thank you|gracias)( (you|a lot|so much|very much))?\W*$"),
        (Intent.ELSEWHERE, r"\b(an?other|other|different|somebody else.?s|someone else.?s) (patient|person|people)"
                           r"|\botr[oa]s? (pacientes?|personas?)\b|\ball patients\b|\btodos los pacientes\b"),
        (Intent.LATEST, r"\b(latest|last|newest|most recent) (letter|report|document|note)\b"
                        r"|\bultim[oa] (informe|carta|nota|documento)\b"),
        (Intent.PASSAGE, r"\b(letter|report|note|document|discharge|says?|said|mention\w*|wrote|written|findings?|"
                         r"informe|carta|nota|documento|dice|dijo|menciona|escribio|hallazgos?)\b"),
        (Intent.RELATIVES, r"\b(family history|runs? in (my|the) family|in (my|the) family|relatives?|"
                           r"antecedentes familiares|en mi familia|familiares)\b"),
        (Intent.SHOTS, r"\b(vaccin\w*|immuni[sz]\w*|shots?|jabs?|vacun\w*)\b"),
        (Intent.ALLERGIES, r"\b(allerg\w*|alergi\w*|intoleran\w*)\b"),
        (Intent.DUE, r"\b(due|overdue|upcoming|next (step|check|test|appointment|visit|screening)s?|(happen|do) next|"
                     r"follow.?up|pendientes?|me toca|proxim[oa]s?|siguiente|seguimiento)\b"),
        (Intent.CHANGED, r"\b(what.?s new|what is new|(what|anything|something).* (changed|different)|changes? since|"
                         r"anything new|new since|since (the |my |our )?last (time|visit)|que ha cambiado|que cambio|"
                         r"ha cambiado algo|novedades|que hay de nuevo|cambios|desde la ultima vez)\b"),
        (Intent.MEDICINES, r"\b(medic(ine|ines|ation|ations|inas?|amentos?|acion)|meds|pills?|tablets?|drugs?|"
                           r"prescri\w*|pastillas?|comprimidos?|receta\w*|que tomo|"
                           r"what (do|should|must) (i|she|he|the patient) take)\b"),
        (Intent.ABNORMAL, r"\b(abnormal|out of range|too (high|low)|flagged|worrying|anormal\w*|fuera de rango|"
                          r"alterad[oa]s?)\b"),
        (Intent.SUMMARY, r"\b(summar\w*|overview|brief|big picture|tell me about (my|this|the) (record|patient|health)|"
                         r"resum\w*|panorama)\b"),
        (Intent.PROBLEMS, r"\b(conditions?|diagnos\w*|problems?|diseases?|illness\w*|enfermedad\w*|problemas|"
                          r"padezco|condiciones)\b"),
        (Intent.VISITS, r"\b(last|latest|previous|ultim[oa]) (visit|appointment|consultation|seen|consulta|cita|visita)"
                        r"|\bwhen (was|did) (i|she|he|the patient)\b.*\b(see|seen|visit\w*)\b|\bvisits?\b|\bcitas?\b"),
    )
)  # fmt: skip
RESULTS = re.compile(r"\b(results?|labs?|tests?|blood (test|work)|values?|resultados?|analisis|analitica|valores)\b")
# Answers that are lists: a word that is not about the list itself narrows it ("allergic to pollen").
LISTS = frozenset((
    Intent.MEDICINES, Intent.ALLERGIES, Intent.PROBLEMS, Intent.SHOTS, Intent.VISITS, Intent.RELATIVES, Intent.DUE,
    Intent.ABNORMAL,
))  # fmt: skip
# A named test is meant rather than these.
YIELDS_TO_A_TEST = frozenset((Intent.ABNORMAL, Intent.PROBLEMS, Intent.CHANGED, Intent.MEDICINES, Intent.DUE))
