"""Who has the finding: what the words around a relative say of it. Pure: tokens of a sentence in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from salus.clinical.text.phrases import PhraseHit
from salus.clinical.text.tokens import Token, word_set
from salus.clinical.text.triggers import Relative

# A relative who speaks or comes along is not the one who has the disease.
_NARRATES = word_set(
    """reports reported report states stated state stating says said say notes noted noticed brought brings believes
    thinks describes describe denies denied deny confirms confirm accompanied accompanies present concerned worried
    called found gave gives helps saw sees refiere refieren comenta comentan trae traen acompana dice dicen relata
    relatan nota niega niegan informa informan reporta reportan"""
)
_COMES_WITH = frozenset(("with", "by", "to", "con", "por", "via", "per", "from"))
_IN_RELATIVE = frozenset(("in", "of", "on", "for", "en", "de", "a", "(", "-", ":", ",", "/"))
_DETERMINERS = word_set(
    """his her my your their the a an one two both su mi la el una un sus mis tu las los de maternal
    paternal"""
)
_AND = frozenset(("and", "y", "e"))
_HAS = word_set("had has have with died tuvo tiene con murio fallecio")
_IS_TOLD = word_set("tested is was does did takes es fue era ha no not")
_SELF = frozenset(("herself", "himself"))
_OF_THE_PATIENT = (("of", "the", "patient"), ("of", "patient"), ("del", "paciente"), ("de", "la", "paciente"))
# Between a finding and "in the family" these begin another statement: "a lump in my breast and cancer in my family".
_NOT_IN_A_LIST = word_set(
    """in on at of with i he she my his her the is was are were has have had en con mi su la el es esta tiene tengo
    tuvo patient paciente"""
)
# The first finding of a list before "in the family" may be the patient's: "I have a lump, and cancer in my family".
_OWNS = word_set("have has had having with found noticed feel feels felt tengo tiene tuve con encontre noto siento")
DIED = word_set("died dies dead deceased passed passing murio fallecio fallecido fallecida muerto muerta")


def merely_tells(tokens: Sequence[Token], hit: PhraseHit[Relative]) -> bool:
    """Whether a relative only speaks or comes along, and is not the one who has the disease."""
    if any(token.text in _NARRATES for token in tokens[hit.last : hit.last + 3]):
        return True
    told = [token.text for token in tokens[hit.last : hit.last + 12]]
    if any(one in _SELF and other in _HAS for one, other in pairwise(told)):
        return False  # "with his wife, who herself has epilepsy"
    preceding = [token.text for token in tokens[max(0, hit.first - 2) : hit.first]]
    while preceding and preceding[-1] in _DETERMINERS:
        preceding.pop()
    return bool(preceding) and preceding[-1] in _COMES_WITH


def links_back(tokens: Sequence[Token], last: int, hit: PhraseHit[Relative]) -> bool:
    """Whether the words between a finding's end and a relative only link them ("in her", "(", "- maternal").

    "Cough, and his father had asthma" links nothing: what follows a comma and has a finding of its own begins anew.
    """
    between = [token.text for token in tokens[last : hit.first]]
    if not between or len(between) > 5 or between[0] not in _IN_RELATIVE:
        return False
    following = tokens[hit.last].text if hit.last < len(tokens) else ""
    if between[0] in ("(", ",") and following in _IS_TOLD:
        return False  # "sickle cell trait (partner tested negative)"
    if between[0] == "," and (following in _HAS or any(word in _AND for word in between)):
        return False
    return all(word in _IN_RELATIVE or word in _DETERMINERS or word in _AND for word in between)


def is_listed_before(tokens: Sequence[Token], first: int, last: int, family: int) -> bool:
    """Whether the finding at tokens `first` to `last` is of the list that ends in "in the family" at token `family`.

    The finding right before those words always is; one further back is when nothing in between begins another
    statement and nobody is said to have it.
    """
    between = [token.text for token in tokens[last:family]]
    if any(word in _NOT_IN_A_LIST for word in between):
        return False
    is_last = not any(word == "," or word in _AND for word in between)
    return is_last or not any(token.text in _OWNS for token in tokens[:first])


def behind_owner(tokens: Sequence[Token], index: int) -> int:
    """The token behind "of the patient" where that follows a relative ("the father of the patient"), else `index`."""
    for phrase in _OF_THE_PATIENT:
        if tuple(token.text for token in tokens[index : index + len(phrase)]) == phrase:
            return index + len(phrase)
    return index
