"""Find names of diseases that no list holds, by the words and word endings that name diseases. Pure.

A name is a head ("polyp", "nephropathy", "syndrome") with the words beside it that tell which. Heads that say little by
themselves ("disease", "failure") need such a word; symptoms, organs, tests and procedures are no heads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from salus.clinical.data import read_table
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import Token, word_set

# Heads of malignant disease: a cancer stays part of the history when it is treated.
CANCER_WORDS = word_set(
    """cancer cancers carcinoma carcinomas adenocarcinoma sarcoma lymphoma leukaemia leukemia myeloma melanoma
    malignancy metastasis metastases glioblastoma glioma cholangiocarcinoma neuroendocrine leucemia linfoma mieloma"""
)
_SHORTEST_BY_ENDING = 6  # shorter words that end so are rather others: "coma", "toma", "dosis"
_LONGEST = 4  # words on one side of the head
_LONGEST_ABBREVIATION = 5  # longer words in capitals are labels
_ADJECTIVE = {
    "en": re.compile(r".{3,}(?:al|ic|ous|ar|ary|oid|ive|lytic|genic|ular|inal|atory)"),
    "es": re.compile(r".{3,}(?:(?:al|ar|oide)(?:es|s)?|(?:ic|os|ari|iv|e|ian|in)[oa]s?)"),
}
# Words that end as adjectives do and tell nothing of a disease.
_NO_ADJECTIVE = word_set(
    """hospital clinic final several topic basic arrival referral removal renewal approval trial total interval general
    critical medical surgical clinical physical animal manual official positive negative calendar similar particular
    regular library various obvious famous goal ideal deal material dental topical historical typical usual actual
    public cuando como todo toda todos todas nada cada lado estado asociada asociado tratada tratado operado operada
    dado dada lugar control alta publico publica historico anterior habitual rico poco pocos otro otros menos desde
    medio resuelta resuelto descartada descartado referida referido debido debida seguido ingresado ingresada pasado
    pasada realizado realizada positivo positiva negativo negativa visto vista prevista previsto enero febrero
    miccional"""
)
_LINKS = {"en": frozenset(("of", "in", "to")), "es": frozenset(("de", "del", "por", "en", "a", "al"))}
_NAMED_AFTER_ANYTHING = word_set("syndrome disorder")
_SIDES = word_set("izquierdo izquierda derecho derecha")
_NEVER_IN_A_NAME = word_set(
    """patient's mother's father's sister's brother's husband's wife's partner's baby's son's daughter's child's today's
    another unknown similar whatever neither either without because though called
    to or of in on at with and by as for the no not from was is has had"""
)
_ARTICLES = word_set("the a an his her its both el la los las su")


@dataclass(frozen=True, slots=True)
class DiseaseName:
    """A name found: the tokens of head and words that tell which, and those up to the body part behind it."""

    first: int
    last: int
    upto: int
    course: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The table of one language."""

    heads: dict[str, str]
    weak_heads: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    exceptions: frozenset[str]
    sites: frozenset[str]
    grades: frozenset[str]


@cache
def _words(language: str) -> _Words:
    by_kind: dict[str, dict[str, str]] = {}
    for row in read_table("disease_words"):
        if row["language"] == language:
            by_kind.setdefault(row["kind"], {})[fold(row["word"])] = row["course"]
    endings = sorted(by_kind["ending"].items(), key=lambda item: -len(item[0]))
    return _Words(
        by_kind["head"],
        by_kind["head_of"],
        tuple(endings),
        frozenset(by_kind["exception"]),
        frozenset(by_kind["site"]),
        frozenset(by_kind["grade"]),
    )


def find_disease_names(
    text: str, tokens: Sequence[Token], language: str, taken: Collection[int] = ()
) -> Iterator[DiseaseName]:
    """Names of diseases from left to right; tokens at indices `taken` already belong to a listed name."""
    reader = _Reader(tokens, text, language, frozenset(taken))
    upto = 0
    for index in range(len(tokens)):
        name = reader.name_at(index) if index >= upto and index not in reader.taken else None
        if name is not None:
            yield name
            upto = name.upto


class _Reader:
    """One sentence with the table of its language."""

    def __init__(self, tokens: Sequence[Token], text: str, language: str, taken: frozenset[int]) -> None:
        self.taken = taken
        self._tokens = tokens
        self._text = text
        self._words = _words(language)
        self._is_english = language == "en"
        self._adjective = _ADJECTIVE[language]
        self._links = _LINKS[language]
        self._is_shouted = text.isupper()  # capitals then tell nothing of a word

    def name_at(self, head: int) -> DiseaseName | None:
        """The name whose head stands at token `head`."""
        course = self._course(self._tokens[head].text)
        if course is None:
            return None
        first = self._first(head) if self._is_english else head
        last = head + 1 if self._is_english else self._behind_adjectives(head + 1)
        upto = self._site_behind(last)
        if self._tokens[head].text in self._words.weak_heads and first == head and upto == head + 1:
            return None
        return DiseaseName(first, last, upto, course)

    def _course(self, word: str) -> str | None:
        """How a disease runs that is headed by this word; None where the word heads none."""
        words = self._words
        listed = words.heads.get(word) or words.weak_heads.get(word)
        if listed is not None:
            return listed
        if len(word) < _SHORTEST_BY_ENDING or word in words.exceptions or not word.isalpha():
            return None
        return next((course for ending, course in words.endings if word.endswith(ending)), None)

    def _first(self, head: int) -> int:
        """Where an English name begins: what tells which stands before the head; grades at the very front do not."""
        first = head
        if self._tokens[head].text in _NAMED_AFTER_ANYTHING and self._can_name(head - 1):
            first -= 1  # "refeeding syndrome", "coordination disorder"
        while head - first < _LONGEST and first > 0:
            step = 2 if self._tokens[first - 1].text == "-" else 1
            if not self._tells_which(first - step):
                break
            first -= step
        while first < head and (self._tokens[first].text in self._words.grades or self._tokens[first].text == "-"):
            first += 1
        return first

    def _behind_adjectives(self, index: int) -> int:
        """Where the adjectives end that follow a Spanish head ("quiste renal simple")."""
        last = index
        while last < min(len(self._tokens), index + _LONGEST) and last not in self.taken:
            if not self._is_adjective(self._tokens[last].text):
                break
            last += 1
        return last

    def _tells_which(self, index: int) -> bool:
        """Whether a word can stand in a name: a body part, an adjective, a grade, an abbreviation, a proper name."""
        if index < 0 or index in self.taken or not self._tokens[index].is_word:
            return False
        word = self._tokens[index].text
        return word in self._words.grades or self._is_adjective(word) or self._is_proper(index)

    def _can_name(self, index: int) -> bool:
        """Whether a syndrome may be called after this word: a long one that says more than how bad it is."""
        if index < 0 or index in self.taken:
            return False
        word = self._tokens[index].text
        is_long = len(word) >= _SHORTEST_BY_ENDING and word.isalpha()
        return is_long and not (word in self._words.grades or word in _NO_ADJECTIVE or word in _NEVER_IN_A_NAME)

    def _is_adjective(self, word: str) -> bool:
        """Whether a word is a body part or ends as adjectives do."""
        if word in self._words.grades or word in _NO_ADJECTIVE or self._course(word) is not None:
            return False
        return word in self._words.sites or self._adjective.fullmatch(word) is not None

    def _is_proper(self, index: int) -> bool:
        """Whether a word is an abbreviation ("CMV", "IgA") or a name that does not merely begin the sentence."""
        token = self._tokens[index]
        if self._is_shouted or token.text in _NEVER_IN_A_NAME:
            return False
        printed = self._text[token.start : token.end]
        if sum(sign.isupper() for sign in printed) > 1:
            return len(printed) <= _LONGEST_ABBREVIATION
        follows_a_word = index > 0 and self._tokens[index - 1].is_word
        return token.text.endswith("'s") or (printed[:1].isupper() and len(printed) > 3 and follows_a_word)

    def _site_behind(self, index: int) -> int:
        """The end of "of the left kidney" at token `index`; `index` itself where no body part follows."""
        tokens = self._tokens
        if index >= len(tokens) or tokens[index].text not in self._links:
            return index
        end = index
        for at in range(index + 1, min(len(tokens), index + _LONGEST + 3)):
            word = tokens[at].text
            is_named_after = not self._is_english and at == index + 1 and self._is_proper(at)
            if word in self._words.sites or is_named_after:
                end = at + 1
            elif word in _ARTICLES or word in self._words.grades:
                end = at + 1 if end > index and word in _SIDES else end
            elif self._is_adjective(word):
                end = at + 1 if end > index else end
            else:
                break
        return end
