"""Tell in which language a page is written, by the small words that every sentence needs. Pure.

Names, units and codes say nothing about a language, and a table of results may hold nothing else; then nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum


class Language(StrEnum):
    """Languages that are told apart, by their ISO 639-1 code; the extraction knows English and Spanish."""

    ENGLISH = "en"
    SPANISH = "es"
    PORTUGUESE = "pt"
    FRENCH = "fr"
    GERMAN = "de"


_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 4  # small words of the language; a heading or a name has fewer
_LEAD = 1.2  # times as many as the next language has: Spanish and Portuguese share half of theirs
_LOOKED_AT = 20_000  # characters
# The commonest words without a meaning of their own, and words that head the pages of laboratories and letters.
_SMALL_WORDS = {
    Language.ENGLISH: (
        "the of and to in is was with for on that this he she her his had has have are were be by from as at it not no "
        "or an which there been after before patient name date result results reference range test unit specimen"
    ),
    Language.SPANISH: (
        "el la los las de del y en que con por para una un es se su al lo no fue como más pero sin sobre ha son está "
        "años día días paciente fecha nombre resultado resultados referencia valores unidades prueba muestra edad"
    ),
    Language.PORTUGUESE: (
        "o a os as de do da dos das e em no na nos nas que com por para uma um é se seu sua ao não foi como mais mas "
        "sem sobre são está anos dia dias paciente data nome resultado resultados referência valores exame amostra"
    ),
    Language.FRENCH: (
        "le la les de du des et en dans que qui avec par pour une un est se son sa au aux ne pas a été comme plus mais "
        "sans sur sont ans jour jours patient date nom résultat résultats référence valeurs examen il elle"
    ),
    Language.GERMAN: (
        "der die das den dem des und in im mit von zu zur zum für auf ist war nicht ein eine einer eines bei aus nach "
        "sich als auch wurde werden jahre tage patient datum name ergebnis ergebnisse referenzbereich befund einheit"
    ),
}
_LANGUAGES_OF = {
    word: tuple(language for language, small in _SMALL_WORDS.items() if word in small.split())
    for word in {word for small in _SMALL_WORDS.values() for word in small.split()}
}


def language_of(text: str) -> Language | None:
    """The language of a text; None where too few words tell, or two languages tell equally."""
    words = Counter(_WORD.findall(text[:_LOOKED_AT].lower()))
    scores: Counter[Language] = Counter()
    for word, count in words.items():
        for language in _LANGUAGES_OF.get(word, ()):
            scores[language] += count
    (best, most), *others = [*scores.most_common(2), (Language.ENGLISH, 0)]
    if most < _LEAST_WORDS or most < _LEAD * others[0][1]:
        return None
    return best
