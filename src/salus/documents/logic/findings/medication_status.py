"""Whether a medicine that a sentence names is taken: now, no longer, never, perhaps later, or nothing said of it. Pure.

The words around a name decide: behind it the last of them ("was stopped and restarted"), before it the nearest
("stopped smoking and takes aspirin").
"""

from __future__ import annotations

import re
from enum import StrEnum

from salus.clinical.text.assertion import Assertion, Context
from salus.documents.logic.findings.dosage import without_dosage
from salus.documents.logic.findings.surroundings import Surroundings


class _Status(StrEnum):
    TAKEN = "taken"
    STOPPED = "stopped"
    NEVER = "never"
    PLANNED = "planned"
    ADVICE = "advice"  # "avoid ibuprofen": nothing is said of whether it is taken


_ASSERTIONS = {
    _Status.STOPPED: Assertion.HISTORICAL,
    _Status.NEVER: Assertion.ABSENT,
    _Status.PLANNED: Assertion.HYPOTHETICAL,
}
_STOPPED_BEFORE = (
    r"discontinu\w*|d/c(?:'?d|ed)?|stop(?:s|ped|ping)?|held|holding|hold|with(?:hold|held|holding)|paus(?:e|ed|ing)|"
    r"omit(?:ted|ting)?|withdr[ae]w\w*|off|quit|ceased?|gave up|completed|finished|took|used to take|former(?:ly)?|previously|"
    r"no longer (?:tak(?:es?|ing)|us(?:es?|ing)|on|needs?|requires?)|(?:previously|formerly|was|were|had been) (?:on|taking|"
    r"treated with|given)|had (?:taken|tried|(?:a|one|two|three|several) courses? of)|tried|weaned off|"
    r"(?:switch|chang|convert|swapp?|cross-?taper|rotat)\w* (?:\w+ )?from|in place of|instead of|replac(?:es|ed|ing)|"
    r"suspen[ds]\w*|retir\w+|interrump\w*|ya no (?:toma|usa|tomaba|precisa)|dej[oae]\w* (?:de (?:tomar|usar)|el|la|los|las)|"
    r"tomaba|tomo|recibio(?: tratamiento con)?|fue tratad[oa] con|complet(?:o|ado)|finaliz(?:o|ado)|termin(?:o|ado)|estuvo con|tratad[oa] previamente con|abandon\w+|(?:cambi\w+|paso|pasamos|rotamos) (?:de|desde)|sustitu\w+ (?:a|al)|en lugar de|en vez de"
)
_TAKEN_BEFORE = (
    r"tak(?:e|es|ing)|on|(?:re)?start(?:s|ed|ing)?|commenc\w+|continu\w+|resum\w+|us(?:e|es|ing)|prescrib\w+|add(?:s|ed|ing)?|"
    r"increas\w+|reduc\w+|given|gave|receiv\w+|with|to|by|toma|tomando|usa|inici[ao]\w*|reinici\w+|anad\w+|pauta\w*|mantener|"
    r"continua\w*|recibe|con|por"
)
_PLANNED_BEFORE = (
    r"consider\w*|discuss\w*|(?:may|might|could|would|will) (?:then |also |still )?(?:start|need|benefit from|try|add|use|give|"
    r"prescribe|offer|require)|(?:would|i|we) (?:then |also |therefore )?(?:suggest|recommend|advise|propose)|"
    r"suggest(?:ed|ing)?|option of|candidate for|eligible for|before (?:start|commenc|beginn)\w+|role for|"
    r"(?:plan|planned|planning|intend\w*|hop(?:e|es|ing)|due) to (?:start|add|use|give|begin|commence|try)|will (?:start|add|begin)|"
    r"valor\w+|considerar\w*|plante\w+|se podria|podria\w*|propon\w+|sugier\w+|ofrec\w+|antes de (?:iniciar|empezar)|opcion de"
)
# "Consider adding": the second word by itself would say that it is taken.
_BEGINNING = (
    r"(?: (?:(?:re)?start|add|commenc|introduc|try|us|prescrib|giv|chang|switch)\w*(?: (?:to|on|with))?| (?:re)?inici\w+(?: con)?|"
    r" (?:anadir|asociar|empezar|usar)(?: con)?| tratamiento con)?"
)
_NEVER_BEFORE = (
    r"(?:decided|advised) against|(?:declin\w+|refus\w+)(?: (?:treatment with|to (?:take|start)))?|rechaz\w+(?: (?:el )?tratamiento con)?|"
    r"(?:do not|don't|not to|no) (?:start|begin|fill|inici(?:ar|e)|empezar)(?: todavia)?"
)
_BEFORE = tuple(
    (status, re.compile(rf"\b(?:{words})\b"))
    for status, words in (
        (
            _Status.STOPPED,
            rf"(?:{_STOPPED_BEFORE})(?: (?:taking|using|treatment with|therapy with|(?:el )?tratamiento con))?",
        ),
        (_Status.PLANNED, rf"(?:{_PLANNED_BEFORE}){_BEGINNING}"),
        (_Status.NEVER, _NEVER_BEFORE),
        (_Status.TAKEN, _TAKEN_BEFORE),
    )
)
_LISTED_BETWEEN = r"(?:(?:any|the|el|la|los|las)\s+)?(?:\w+(?:,| or| and| o| y| ni)\s+){0,3}(?:\w+ (?:such as|like|including|como)\s+)?$"
_ADVICE_BEFORE = re.compile(
    r"\b(?:avoid(?:s|ed|ing)?|contraindicated|evit(?:ar|e)|never|nunca|jamas|(?:do not|don't|must not|should not|shouldn't|no) "
    r"(?:take|use|give|prescribe|tomar|tome|usar|use|dar|administrar))\s+(?:(?:the|all|any|use|of|take|el|la|los|las|uso|de|"
    rf"tomar|usar)\s+)*{_LISTED_BETWEEN}"
)
_NOT_TAKEN_BEFORE = re.compile(
    r"\b(?:not|never|isn't|doesn't|don't|didn't|hasn't|nunca|jamas|(?<!ya )no(?= (?:toma|usa|tomo|ha tomado)\b))\s+"
    r"(?:(?:currently|yet|been|be|to|all|use|of|uso|de)\s+)*"
    r"(?:(?:tak(?:e|es|ing|en)|took|us(?:e|es|ed|ing)|on|start(?:ed|ing)?|given|toma|usa|tomo|uso|inicio|ha tomado)\s+)?"
    rf"{_LISTED_BETWEEN}"
)
# Given there and then, which is not what somebody goes on taking.
_GIVEN_THERE = re.compile(
    r"\b(?:given|gave|received|administered|had|got|se (?:le )?(?:administr\w+|dio|puso)|recibio|precis[oa])\b.*?\b(?:(?:in|on) (?:the )?"
    r"(?:ed|a&e|emergency \w+|resus\w*|theatre|recovery|ambulance|arrival|induction)|at induction|intra-?operatively|"
    r"en (?:urgencias|la ambulancia|quirofano|el box))\b"
)
_SWITCHES = re.compile(
    r"\b(?:replac(?:e|ed|ing)|switch(?:ed|ing)?|swap(?:ped|ping)?|chang(?:e|ed|ing)|convert(?:ed)?|substitut\w+|cambi\w+|sustitu\w+|"
    r"reemplaz\w+)\s+(?:(?:the|his|her|el|la|su)\s+)?$"
)
_BECOMES = re.compile(r"^(?:with|by|for|to|por|a|->|→|>)$")
_CROSSES = re.compile(
    r"(?:^(?:->|→)|\b(?:replaced|substituted|switched|swapped|changed|converted|cambiad[oa]|sustituid[oa]|reemplazad[oa])\s+"
    r"(?:\w+\s+)?(?:by|with|for|to|por|a|in favou?r of))$"
)
# A stop that waits for something ("stop if a rash appears") is none yet; nor is that of something else.
_NOT_WAITING = r"(?! (?:if|when|once|si|cuando|smoking|drinking|driving|work\w*|de fumar)\b)"
_BEHIND = tuple(
    (status, re.compile(words))
    for status, words in (
        (
            _Status.STOPPED,
            r"\b(?:(?<!to )(?<!then )stop(?! (?:after|before))|on hold|(?<!not )(?<!to be )(?<!should be )(?:stopped|discontinued|ceased|held|withheld|paused|suspended|"
            r"omitted|withdrawn|completed|finished|ended|weaned off|had (?:it|this|them)|took (?:it|this|them)|tried)|"
            r"(?:suspendid|retirad|interrumpid|finalizad|completad|terminad|abandonad|suprimid)[oa]s?)\b" + _NOT_WAITING,
        ),
        (
            _Status.STOPPED,
            r"\bno longer (?:needed|required|taken|used|takes|prescribed|necessary|indicated|on it)\b|\bya no (?:l[oa]s? )?"
            r"(?:toma|usa|precisa|necesita)\b|\b(?:asked|told|advised|instructed)(?: \w+){0,2} to stop\b|"
            r"\b(?:for )?(?:\w+[ -])?(?:days?|weeks?|course|dias?|semanas?) (?:in (?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|(?:19|20)\d\d)|"
            r"last (?:month|year|spring|summer|autumn|winter)|en (?:(?:19|20)\d\d|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
            r"septiembre|octubre|noviembre|diciembre))\b",
        ),
        (
            _Status.NEVER,
            r"\bnever (?:taken|started|used|given|collected|filled|tried|begun)\b|\bnot (?:(?:yet|been|ever|actually|being) )*"
            r"(?:taken|taking|started|used|given|begun|commenced|collected|filled|administered)\b|\bdeclined\b|\brefused\b|"
            r"\bdo not (?:fill|dispense|start|give|issue)\b|\bno (?:se )?(?:ha )?(?:administr|inici|tom)(?:ad[oa]s?|o)\b|"
            r"\bno (?:surtir|dispensar|iniciar)\b|\bnunca (?:l[oa]s? )?(?:tom|us|inici)\w+|\brechaz(?:o|a|ad[oa]s?)\b",
        ),
        (
            _Status.ADVICE,
            r"\bnot (?:\w+ )?(?:indicated|needed|required|recommended|advised|appropriate|suitable)\b|\bcontraindica\w+|"
            r"\b(?:should|must|to|best) (?:be )?avoided\b|\bno (?:esta |estan )?(?:indicad[oa]s?|necesari[oa]s?)\b|\bno precisa\b",
        ),
        (
            _Status.PLANNED,
            r"\b(?:may|might|could|would|will)(?: \w+){0,2}? be (?:\w+ )?(?:considered|tried|trialled|started|restarted|offered|"
            r"added|used|given|introduced|commenced|prescribed|discussed|needed|required|begun|initiated|resumed|helpful|useful)\b|"
            r"\b(?:to|should|can)(?: \w+)? be (?:considered|reconsidered|tried|started|restarted|offered|added|introduced|commenced|"
            r"prescribed|discussed|begun|initiated|resumed)\b|\bto (?:re)?(?:start|sume|commence)\b|"
            r"\b(?:is|are|as|be|remains?) (?:an? |the )?(?:\w+ )?(?:option|alternative|possibility|next step)\b|"
            r"\b(?:under consideration|being considered|deferred|postponed|discussed|offered|proposed|suggested)\b|\b(?:a|por|para) valorar\b|"
            r"\b(?:podria\w*|se (?:valorara|planteara|considerara|propone|ofrece))\b|\bcomo (?:opcion|alternativa)\b|"
            r"\bpendiente de inici\w+|\b(?:a|para) (?:iniciar|reiniciar|reintroducir)\b",
        ),
        (
            _Status.TAKEN,
            r"\b(?:re-?started|resumed|recommenced|reintroduced|reiniciad[oa]|reintroducid[oa])\b",
        ),
    )
)  # fmt: skip
# What may stand between a name with its dose and a word about it, so that the word is of the medicine.
_ATTACHED = re.compile(
    r"(?:^|[-:(,;>.]|\b(?:was|were|been|is|are|being|then|now|temporarily|also|and|but|recently|later|subsequently|fue|fueron|sido|"
    r"esta|ha|se|y|pero|sig))\s*$"
)
_TO_BE_DONE = re.compile(r"\bto be \w+\b[^.;]*\b(?:and|then)\s*$")
_WAITS_TO_STOP = re.compile(
    r"\b(?:stop|hold|withhold|pause|omit|suspend(?:er|a)?|reduce|halve|double|increase)\s+(?:the |his |her |el |la )?$"
)
# A condition right behind the dose; that somebody takes it against pain or fever is none.
_CONDITION = re.compile(
    r"\b(?:only if|solo si|unicamente si|if|si|should (?:\w+ ){1,3}(?:occur|recur|develop|persist|progress|worsen|fail)\b|en caso de|when|once|cuando|"
    r"una vez)"
    r"\s+(?!daily|weekly|monthly|nightly|an? |per |every |at |in the |al dia|(?:hay |tiene |there is |he has |she has )?(?:needed|required|necessary|tolerated|in pain|pain|fever|headache|nause|"
    r"wheez|breathless|itch|anxi|agitat|constipat|insomn|dolor|fiebre|precisa|necesari|molestia|picor|cefalea|crisis|"
    r"estrenimiento|tolera))"
)


def status_of(words: Surroundings, context: Context, *, is_listed: bool) -> Assertion | None:
    """How a sentence speaks of taking a medicine; None where it says nothing of that, or speaks of somebody else.

    `is_listed` for a list of medicines: there advice against one says that it is not taken, and a condition when to take it.
    """
    if context.other_person:
        return None
    if _is_crossed_over(words):
        return Assertion.HISTORICAL
    is_conditional = _is_conditional(words.behind)
    status = _behind_status(words.behind) or _before_status(words.before)
    if status is _Status.STOPPED and is_conditional:
        status = _Status.TAKEN  # "hold lenalidomide if platelets fall below 50"
    if status is _Status.ADVICE:
        return Assertion.ABSENT if is_listed else None
    if status in _ASSERTIONS:
        return _ASSERTIONS[status]
    if not is_listed and _GIVEN_THERE.search(words.before + words.behind):
        return Assertion.HISTORICAL
    if is_conditional and not (is_listed or _WAITS_TO_STOP.search(words.before)):
        return Assertion.HYPOTHETICAL
    return _by_context(words, context)


def tells_of_stopping(words: Surroundings) -> bool:
    """Whether a medicine is said to be stopped, restarted or not taken, as only what is given can be."""
    behind = _behind_status(words.behind)
    return behind is _Status.TAKEN or (behind or _before_status(words.before)) in (_Status.STOPPED, _Status.NEVER)


def _is_crossed_over(words: Surroundings) -> bool:
    """Whether the next medicine takes this one's place."""
    between = without_dosage(words.between)
    is_switched = _SWITCHES.search(words.before) is not None and _BECOMES.match(between) is not None
    return is_switched or _CROSSES.search(between) is not None


def _behind_status(behind: str) -> _Status | None:
    """The last word behind a name that is about taking it; of two that end together the longer."""
    found = [(match.end(), -match.start(), status) for status, words in _BEHIND for match in words.finditer(behind)]
    attached = [one for one in found if one[2] in (_Status.PLANNED, _Status.ADVICE) or _is_attached(behind[: -one[1]])]
    return max(attached)[2] if attached else None


def _is_attached(between: str) -> bool:
    """Whether a word is of the medicine that ends before `between`, and not what is still to be done with it."""
    return _TO_BE_DONE.search(between) is None and (
        not without_dosage(between) or _ATTACHED.search(between) is not None
    )


def _before_status(before: str) -> _Status | None:
    """What the nearest word before a name says about taking it."""
    if _ADVICE_BEFORE.search(before):
        return _Status.ADVICE
    if _NOT_TAKEN_BEFORE.search(before):
        return _Status.NEVER
    found = [(match.end(), -match.start(), status) for status, words in _BEFORE for match in words.finditer(before)]
    return max(found)[2] if found else None


def _is_conditional(behind: str) -> bool:
    match = _CONDITION.search(behind)
    return match is not None and not without_dosage(behind[: match.start()]).strip(" ,-:")


def _by_context(words: Surroundings, context: Context) -> Assertion:
    if context.assertion in (Assertion.ABSENT, Assertion.HYPOTHETICAL, Assertion.UNKNOWN):
        return context.assertion
    told = words.before + words.behind
    if context.historical and re.search(r"\b(?:previous|prior|former|past|previ|anterior|in the past|years ago)", told):
        return Assertion.HISTORICAL
    return Assertion.PRESENT
