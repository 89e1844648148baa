"""Decide how a sentence speaks of a mention: present, absent, doubtful, conditional, past, someone else's.

Rules after NegEx (Chapman 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema 2009,
doi:10.1016/j.jbi.2009.05.002): a trigger reaches from itself to the next scope end on its side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from salus.clinical.text.people import DIED, behind_owner, is_listed_before, links_back, merely_tells
from salus.clinical.text.phrases import PhraseHit
from salus.clinical.text.tokens import Token, tokenise, word_set
from salus.clinical.text.triggers import Relative, Trigger, TriggerKind, find_relatives, trigger_book


class Assertion(StrEnum):
    """How a text speaks of a finding (the reference's seven words)."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    OTHER_PERSON = "other_person"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence says about one mention, each question by itself; `relative` names the other person."""

    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    unknown: bool = False
    other_person: bool = False
    relative: Relative | None = None
    resolved: bool = False  # negated only because it is over

    @property
    def assertion(self) -> Assertion:
        """The one word that a chart keeps; the order is that of harm if it were read as present."""
        if self.hypothetical:
            return Assertion.HYPOTHETICAL
        if self.unknown:
            return Assertion.UNKNOWN
        if self.negated:
            return Assertion.ABSENT
        if self.other_person:
            return Assertion.OTHER_PERSON
        if self.uncertain:
            return Assertion.UNCERTAIN
        return Assertion.HISTORICAL if self.historical else Assertion.PRESENT


Reach = list[tuple[PhraseHit[Trigger], frozenset[TriggerKind]]]

# How many tokens a trigger that follows its mention may stand away from it.
_AFTER_REACH = {
    TriggerKind.NEGATION: 7,
    TriggerKind.UNKNOWN: 6,
    TriggerKind.UNCERTAIN: 6,
    TriggerKind.OTHER_PERSON: 20,  # a list that ends in "in her family"
}
_AFTER_REACH_OTHER = 10
_FARTHEST = max(_AFTER_REACH_OTHER, *_AFTER_REACH.values())
# Verb negations reach over fewer words than the "no ..., ..., or ..." lists of clinical notes.
_REACH = {
    **dict.fromkeys(("not", "cannot", "can't", "don't", "doesn't", "didn't", "won't", "resolved"), 9),
    "non": 1,  # "non-cyclical pain" is pain
}
_ADJECTIVES = frozenset(("negative", "negativo", "negativa", "absent", "ausente"))
_AFTER_ADJECTIVE = word_set(
    "in at on by since and or today this at with w after before during without en al hoy y o con tras"
)
# A printed label such as "IMPRESSION:" opens a new statement even where the sentence did not end.
_LABEL = re.compile(r"\b[A-Z][A-Z/() -]{3,40}:")
_BACK_TO_PATIENT = frozenset(("patient", "paciente", "personal", "patient's"))
_YES = frozenset(("y", "yes", "si", "x", "✓", "positive", "positivo", "positiva"))
_NO = frozenset(("n", "no", "none", "negative", "negativo", "negativa", "ninguno", "ninguna"))
_ALWAYS_NO = word_set("n none ninguno ninguna")
_ANSWER_ENDS = ("", ".", ",", ";", ")", "|")
# In a list, "resolved" speaks of its own item, unless these join the items or only these stand before it.
_JOINS = word_set("and or both all y e o ambas ambos")
_LEADS_TO_OVER = word_set(
    "now since later fully completely has have is was which since it all both long ya ahora que se ,"
)
_COMMA = frozenset((",",))
# These date the words right behind them, not the next item of a list ("s/p NSTEMI, diabetes").
_ENDS_OF_ITEMS = {
    **dict.fromkeys(word_set("s/p former remote past previous prior previo previa previos previas"), _COMMA),
    **dict.fromkeys(word_set("old antiguo antigua"), _COMMA | {"and", "y", "e"}),
}
# What somebody died of stays theirs, although these words end other scopes.
_CAUSES = frozenset(
    ("due to", "because of", "secondary to", "as a result of")
    + ("debido a", "debida a", "secundario a", "secundaria a", "causado por", "causada por")
)
# "His wife, who also has asthma", "su madre tuvo apendicitis con peritonitis": the words go on about her.
_GOES_ON = frozenset(("who", "quien", "quienes", "con"))
_BETWEEN = frozenset(("vs", "versus"))  # speaks of both sides
_BREAK = re.compile(r"\s[-–—]{1,2}\s|->|→")
_YEAR = re.compile(r"(?:19|20)\d\d")


class SentenceReader:
    """One sentence, read once; `context_of` answers for each mention in it."""

    def __init__(self, sentence: str, language: str) -> None:
        self._text = sentence
        self._tokens = tokenise(sentence)
        self._breaks = tuple(found.start() for found in _BREAK.finditer(sentence))
        self._book = trigger_book(language)
        self._relatives = find_relatives(sentence, self._tokens, language)
        labels = tuple(_LABEL.finditer(sentence))
        self._label_starts = frozenset(
            i for i, token in enumerate(self._tokens) if any(token.start == label.start() for label in labels)
        )

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self._tokens

    def context_of(self, start: int, end: int) -> Context:
        """The context of the mention at characters `start` to `end` of the sentence."""
        first, last = self._token_range(start, end)
        answer = self._form_answer(first, last)
        if answer is not None:
            return Context(negated=not answer)
        before = self._reaching_forward(first)
        after = self._reaching_back(first, last)
        found = {kind for hit, side in (*before, *after) for kind in side}
        relative = self._relative_of(first, last)
        negations = [kinds for _, kinds in (*before, *after) if TriggerKind.NEGATION in kinds]
        return Context(
            negated=self._is_negated(before, after),
            uncertain=TriggerKind.UNCERTAIN in found or self._is_queried(first),
            hypothetical=TriggerKind.HYPOTHETICAL in found,
            historical=TriggerKind.HISTORICAL in found or self._year_follows(last),
            unknown=TriggerKind.UNKNOWN in found,
            other_person=relative is not None or TriggerKind.OTHER_PERSON in found,
            relative=relative,
            resolved=bool(negations) and all(TriggerKind.OVER in kinds for kinds in negations),
        )

    def _token_range(self, start: int, end: int) -> tuple[int, int]:
        inside = [i for i, token in enumerate(self._tokens) if token.start < end and token.end > start]
        if not inside:
            return len(self._tokens), len(self._tokens)
        return inside[0], inside[-1] + 1

    def _reaching_forward(self, first: int) -> Reach:
        """Triggers before the mention whose scope reaches it, nearest first."""
        reached: Reach = []
        for hit in reversed(tuple(self._book.find(self._tokens[:first]))):
            if self._hard_stop(hit.last, first) or self._breaks_off(hit, first):
                break
            if hit.payload.ends_scope:
                # "Consistent with" ends a negation before it and is a doubt itself.
                own = hit.payload.before - {TriggerKind.PSEUDO, TriggerKind.TERMINATOR}
                reached += [(hit, own)] if own else []
                break
            reach = _REACH.get(hit.payload.phrase)
            if reach is not None and first - hit.last > reach:
                continue
            kinds = hit.payload.before - {TriggerKind.PSEUDO}
            if TriggerKind.OTHER_PERSON in kinds and self._ends_between(hit.last, first):
                continue
            ends = _ENDS_OF_ITEMS.get(hit.payload.phrase)
            if ends and any(token.text in ends for token in self._tokens[hit.last : first]):
                kinds -= {TriggerKind.HISTORICAL}
            if kinds:
                reached.append((hit, kinds))
        return reached

    def _breaks_off(self, hit: PhraseHit[Trigger], first: int) -> bool:
        """Whether a dash between blanks or an arrow begins anew before the mention, or the trigger is "sí" for "si"."""
        start, end = self._tokens[hit.first].start, self._tokens[hit.last - 1].end
        if hit.payload.phrase == "si" and "í" in self._text[start:end].lower():
            return True
        if not self._breaks or first >= len(self._tokens):
            return False
        return any(self._tokens[hit.last].start < place < self._tokens[first].start for place in self._breaks)

    def _reaching_back(self, first: int, last: int) -> Reach:
        """Triggers after the mention whose scope reaches back to it, nearest first."""
        reached: Reach = []
        for found in self._book.find(self._tokens[last:]):
            hit = PhraseHit(found.first + last, found.last + last, found.payload)
            if hit.first - last > _FARTHEST or hit.payload.ends_scope or self._hard_stop(last, hit.first):
                break
            if self._is_of_nearer_item(last, hit):
                continue
            if any(last <= relative.first and relative.last <= hit.first for relative in self._relatives):
                break  # "sickle cell trait (partner tested negative)"
            distance = hit.first - last
            kinds = frozenset(
                kind
                for kind in hit.payload.after
                if distance <= _AFTER_REACH.get(kind, _AFTER_REACH_OTHER) and kind is not TriggerKind.PSEUDO
            )
            if not is_listed_before(self._tokens, first, last, hit.first):
                kinds -= {TriggerKind.OTHER_PERSON}
            if kinds and not self._belongs_to_next(hit) and not self._is_said_of_each(last, hit):
                reached.append((hit, kinds))
        return reached

    def _is_of_nearer_item(self, last: int, hit: PhraseHit[Trigger]) -> bool:
        """Whether a trigger speaks of a later item of a list ("migraine, depression (resolved)")."""
        between = [token.text for token in self._tokens[last : hit.first]]
        if "," not in between:
            return False
        if between[-1] == "(":
            return True
        is_over = TriggerKind.OVER in hit.payload.after and not _JOINS.intersection(between)
        return is_over and any(word not in _LEADS_TO_OVER for word in between[between.index(",") + 1 :])

    def _is_said_of_each(self, last: int, hit: PhraseHit[Trigger]) -> bool:
        """Whether a later item of a list has the same word of its own ("A, B excluded, C excluded" leaves A alone)."""
        if not any(token.text == "," for token in self._tokens[last : hit.first]):
            return False
        near = self._tokens[last : hit.last + _FARTHEST]
        return sum(other.payload is hit.payload for other in self._book.find(near)) > 1

    def _belongs_to_next(self, hit: PhraseHit[Trigger]) -> bool:
        """Whether a trigger speaks of the words behind it ("cough, no fever", "negative deflections")."""
        follows = self._tokens[hit.last] if hit.last < len(self._tokens) else None
        if follows is None or not (follows.is_word or follows.text == "("):
            return False
        if follows.text in _AFTER_ADJECTIVE or hit.payload.phrase in _BETWEEN:
            return False
        if hit.payload.before - {TriggerKind.PSEUDO}:
            return True
        return hit.payload.phrase in _ADJECTIVES

    def _hard_stop(self, first: int, last: int) -> bool:
        """Whether a semicolon, a printed label or the end of brackets opened before lies between."""
        depth = 0
        for index in range(first, last):
            text = self._tokens[index].text
            depth += (text == "(") - (text == ")")
            if text == ";" or depth < 0 or index in self._label_starts:
                return True
        return last in self._label_starts and last > first

    @staticmethod
    def _is_negated(
        before: Reach,
        after: Reach,
    ) -> bool:
        """A nearer word of doubt outweighs a farther negation unless that stands right before it."""
        if any(TriggerKind.NEGATION in kinds for _, kinds in after):
            return not any(TriggerKind.UNCERTAIN in kinds for _, kinds in after)
        doubt_first: int | None = None
        for hit, kinds in before:
            if TriggerKind.NEGATION in kinds:
                return doubt_first is None or doubt_first - hit.last <= 1
            if TriggerKind.UNCERTAIN in kinds:
                doubt_first = hit.first
        return False

    def _relative_of(self, first: int, last: int) -> Relative | None:
        """The person whose finding it is, when that is not the patient; the nearest one counts."""
        for hit in reversed([hit for hit in self._relatives if hit.last <= first]):
            behind = behind_owner(self._tokens, hit.last)
            has_died = any(token.text in DIED for token in self._tokens[behind:first])
            if self._ends_between(min(behind + 2, first), first, _CAUSES if has_died else frozenset()):
                break  # a verb right behind the relative ("amiga tiene ...") is hers
            if not self.merely_tells(hit):
                return hit.payload
        for hit in self._relatives:
            if hit.first >= last and links_back(self._tokens, last, hit):
                return hit.payload
        return None

    def _ends_between(self, first: int, last: int, but_not: frozenset[str] = frozenset()) -> bool:
        """Whether the talk of another person ends between two places; phrases of `but_not` do not end it."""
        between = self._tokens[first:last]
        if self._hard_stop(first, last) or any(token.text in _BACK_TO_PATIENT for token in between):
            return True
        ends = (hit.payload.phrase for hit in self._book.find(between) if hit.payload.ends_scope)
        return any(phrase not in but_not and phrase not in _GOES_ON for phrase in ends)

    def merely_tells(self, hit: PhraseHit[Relative]) -> bool:
        """Whether a relative only speaks or comes along, and is not the one who has the disease."""
        return merely_tells(self._tokens, hit)

    def _is_queried(self, first: int) -> bool:
        """Whether a question mark is set right before a mention ("?appendicitis")."""
        if not 0 < first < len(self._tokens):
            return False
        before, mention = self._tokens[first - 1], self._tokens[first]
        return before.text == "?" and before.end == mention.start

    def _year_follows(self, last: int) -> bool:
        """Whether a year right behind the mention dates it ("pneumonia in 2014", "fractura (2009)")."""
        near = [token.text for token in self._tokens[last : last + 3]]
        if not near or near[0] not in ("in", "en", "(", ","):
            return False
        return any(_YEAR.fullmatch(word) for word in (near[1:2] if near[0] == "(" else near[1:]))

    def _form_answer(self, first: int, last: int) -> bool | None:
        """A form's answer to this item: a ticked box before it, or yes or no after it; None without one."""
        box = [token.text for token in self._tokens[max(0, first - 3) : first]]
        if box[-2:] == ["[", "]"] or box[-2:] == ["(", ")"] or box[-1:] == ["☐"]:
            return False
        if (len(box) == 3 and box[0] in "[(" and box[1] in _YES and box[2] in "])") or box[-1:] == ["☒"]:
            return True
        index = last
        while index < len(self._tokens) and self._tokens[index].text in (":", "?", "-", "¿", "("):
            index += 1
        if index == last or index >= len(self._tokens):
            return None
        return self._yes_or_no(index)

    def _yes_or_no(self, index: int) -> bool | None:
        """Yes or no at token `index`, when it stands there as a whole answer."""
        word = self._tokens[index].text
        if word in _YES:
            return True
        following = self._tokens[index + 1].text if index + 1 < len(self._tokens) else ""
        token = self._tokens[index]
        if word in _NO and self._text[token.start : token.end].isupper() and not self._text.isupper():
            return False  # "Hypertension: NO   Epilepsy: NO"
        if word in ("n", "none", "ninguno", "ninguna") or (word in _NO and following in ("", ".", ",", ";", ")", "|")):
            return False
        return None


def read_context(sentence: str, start: int, end: int, language: str = "en") -> Context:
    """The context of one mention in one sentence; for several mentions keep a `SentenceReader`."""
    return SentenceReader(sentence, language).context_of(start, end)


def strongest(assertions: Iterable[Assertion]) -> Assertion | None:
    """The assertion that a document keeps when it speaks of the same finding more than once."""
    order = (
        Assertion.PRESENT,
        Assertion.UNCERTAIN,
        Assertion.HISTORICAL,
        Assertion.OTHER_PERSON,
        Assertion.ABSENT,
        Assertion.HYPOTHETICAL,
        Assertion.UNKNOWN,
    )
    given = set(assertions)
    return next((assertion for assertion in order if assertion in given), None)
