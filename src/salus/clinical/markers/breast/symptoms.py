"""Symptoms and signs of the breast: lumps, growth, skin, nipple, discharge, pain, and their explicit absence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.clinical.markers.breast.sentence import Sentence, TextKind
from salus.clinical.markers.breast.words import BREAST, OTHER_ORGAN
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion, Context

_LUMP = re.compile(
    r"\blumps?\b|\bbumps?\b|\bknots?\b|\bmass(?:es)?\b|\bnodules?\b|\bthickening\b|\blumpiness\b|\bhard (?:spot|area)\b|"
    r"\bbultos?\b|\bbultitos?\b|\bbolitas?\b|\bbolas?\b|\bmasas?\b|\bnodulos?\b|\btumor(?:es|acion(?:es)?)?\b|"
    r"\bdurezas?\b|\bpelotas?\b|\bpelotitas?\b"
)
_OBSCURED = re.compile(r"\b(?:obscur\w*|hide|mask|ocult\w*|enmascar\w*)\s(?:\w+\s)*$")
_LOOKS_LIKE = re.compile(r"\blooks? like|\bparece|\bcomo\b")
_GROWS = re.compile(
    r"\bdoubled\b|\btripled\b|\bgrow(?:ing|n|s)? (?:\w+ )?(?:fast|quick|rapid)|\bgrew (?:\w+ )?(?:fast|quick|rapid)|"
    r"\b(?:fast|rapid(?:ly)?|quickly) (?:growing|enlarging|growth)|\brapid(?:ly)? (?:increas|enlarg|grow)|"
    r"\b(?:bigger|larger) (?:every|each) (?:day|week|month)|\bgetting (?:a lot )?(?:bigger|larger)|"
    r"\bgrow(?:ing|n) (?:a lot|so much)|\bcrec\w+ (?:muy |tan |bastante )?(?:rapid|mucho)|\bcrecimiento rapido|"
    r"\baument\w+ (?:mucho )?de tamano|\bse (?:ha )?duplic|\bcada (?:dia|semana|mes)\w* (?:es |esta )?mas grande|"
    r"\bmas grande cada|\brapido crecimiento|\bha crecido\b|\benlarging (?:rapidly|quickly|over)"
)
_DESCRIBED = re.compile(
    r"\bnew\b|\bhard\b|\bfirm\b|\bfixed\b|\bimmobile\b|\brock|\bnuev[oa]|\bdur[oa]\b|\bfij[oa]\b|\bfirme|"
    r"\bfound\b|\bfelt\b|\bnotice|\bencontr|\bnot[eo]\b|\bpalp|n't move|\bnot move|\bno se mueve|\binmovil"
)
_OLD = re.compile(
    r"\b(?:for (?:many |over )?\w+ years|since (?:childhood|birth)|unchanged|stable|long-?standing|known|old|always)\b|"
    r"\b(?:desde hace (?:muchos )?\w+ anos|estable|sin cambios|conocid[oa]|de siempre|toda la vida)\b"
)
_BLOOD = (
    r"(?:\bblood\w*|\bbleed\w*|\bsangui\w*|\bserosangu\w*|\bhemorrhag\w*|\bred(?:dish)?\b|\bbrown(?:ish)?\b|\brust\w*|"
    r"\bpink(?:ish)?\b|\bsangr\w*|\bsangui\w*|\bserosangui\w*|\bsanguinolent\w*|\bsangrad\w*|\bhematic\w*|\bmarron\w*|"
    r"\broj[oa]s?\b|\brojiz\w*|\bcafe\b|\brosad\w*)"
)
_NIPPLE = r"(?:\bnipples?\b|\bpezon(?:es)?\b|\bbra\b|\bbrasier\w*|\bsosten\b|\bsujetador\b|\bareola)"
_DISCHARGE = r"(?:\bdischarge\b(?! (?:summary|home|plan|diagnos|medic|instruc|date|to))|\bsecrecion(?:es)?\b|\bderrame\b|\btelorr\w+)"
_BLOODY = re.compile(
    rf"{_BLOOD}[^.;\[\]]{{0,60}}?(?:{_NIPPLE}|{_DISCHARGE})|(?:{_NIPPLE}|{_DISCHARGE})[^.;\[\]]{{0,60}}?{_BLOOD}|\btelorragia\b"
)
_ANY_DISCHARGE = re.compile(_DISCHARGE)
_HARMLESS_DISCHARGE = re.compile(
    r"\bclear\b|\bmilky\b|\bwhite\b|\bgreen\w*|\byellow\w*|\bcloudy\b|\bwatery\b|\bclara\b|\blechos\w*|\bblanc\w*|"
    r"\bverd\w*|\bamarill\w*|\btransparente|\bacuosa|\bserosa\b(?!ngui)|\bserous\b(?!angui)"
)
_DIMPLE = re.compile(
    r"\bdimpl\w*|\bpucker\w*|\btether\w*|\bindent\w*|\borange[- ]peel|\bpeel of an orange|\bpeau d.?orange|"
    r"\bskin (?:is )?(?:retract\w*|pull\w* in|dent\w*)|\bskin change|\bhoyuelo\w*|\bse (?:me )?hunde la piel|"
    r"\bla piel (?:\w+ ){0,5}?se (?:me )?hunde|\bretraccion (?:de (?:la )?piel|cutanea)|\bpiel (?:\w+ ){0,2}retraida|"
    r"\bcascara de naranja|\bpiel de naranja|\bskin thicken\w*|\bengrosamiento (?:cutaneo|de la piel)|\bpiel hundida|"
    r"\bhundimiento de la piel|\binflammatory (?:skin )?changes|\bcambios? (?:en|de) (?:la )?piel"
)
_SKIN_CHANGE_ONLY = re.compile(r"\bskin change|\bcambios? (?:en|de) (?:la )?piel")
_RETRACTION = re.compile(
    r"\bnipples? (?:\w+ ){0,4}?(?:retract\w*|invert\w*|inversion|inward\w*|turn\w* in\w*|pull\w* in|sunk\w*|flatten\w*|"
    r"went in|points? in)|\b(?:retract\w*|invert\w*|inversion|inward|sunken) (?:\w+ ){0,4}?nipples?|"
    r"\bpezon(?:es)? (?:\w+ ){0,4}?(?:hund\w*|met\w*|invert\w*|retra\w*|inversion|hacia adentro|umbilicad\w*)|"
    r"\b(?:retraccion|inversion|hundimiento) (?:reciente |nueva )?(?:del? |de los )?pezon"
)
_LIFELONG = re.compile(
    r"\balways\b|\blifelong\b|\bsince (?:i was|birth|childhood|puberty|a teen|adolescence|her teens|she was)|"
    r"\bcongenital|\blong-?standing|\bunchanged\b|\bfor (?:many |\w+ )?(?:years|decades)|\bsiempre\b|"
    r"\bdesde (?:nin|que naci|la adolescencia|la pubertad|joven|el nacimiento|hace (?:muchos )?\w* ?anos|toda)|\bcongenit|"
    r"\bde toda la vida|\bde nacimiento|\bsin cambios"
)
_PAIN = (
    r"(?:\bpain\w*|\bsore\w*|\bhurts?\b|\btender\w*|\bach(?:e|es|ing|y)\b|\bmastalgia\b|\bmastodynia\b|\bdolor\w*|"
    r"\bduelen?\b|\bmastodinia\b|\bsensibles?\b|\badolorid\w*|\bmolesti\w*)"
)
_ANY_PAIN = re.compile(_PAIN)
_FOCAL = re.compile(
    r"\bfocal\b|\blocali[sz]ed\b|\bone (?:spot|place|point|area)\b|\b(?:same|single|specific) (?:spot|place|point|area)\b|"
    r"\bpinpoint\b|\bpoint tender|\bnon-?\s?cyclic\w*|\bconstant\b|\ball the time\b|\bpersistent\b|\bun (?:solo )?punto\b|"
    r"\bun solo (?:lugar|sitio)|\bmismo (?:punto|lugar|sitio)|\bfij[oa]\b|\blocalizad\w*|\bconstante\b|\bsiempre\b|"
    r"\bno ciclic\w*|\bpersistente\b|\btodo el tiempo\b"
)
_CYCLICAL = re.compile(
    r"(?<!non-)(?<!non)(?<!non )(?<!no )\bcyclic\w*|(?<!no )\bciclic\w*|\b(?:before|during|around|with|near) (?:my |her |the |each |every )?"
    r"(?:periods?|menses|menstruat\w*|cycle)|\bpremenstrual|\bmenstrual\b|\bpms\b|"
    r"\bantes de (?:la |mi |cada |que me baje la )?(?:regla|menstruacion|periodo)|"
    r"\b(?:con|durante) (?:la |mi |cada )?(?:regla|menstruacion|periodo)|\bcuando me (?:va a bajar|baja|llega)"
)
_SKIN_NIPPLE = re.compile(
    r"\bskin (?:or|and|/) nipples?(?: \w+){0,2}? (?:changes?|abnormal\w*)|\bskin and nipples?(?: \w+){0,2}? (?:normal|unremarkable|intact)|"
    r"\bnormal skin and nipples?|\bskin changes?,? (?:or|and|/) nipples? (?:changes?|discharge|retract\w*|invers\w*)|\bno skin or nipple|"
    r"\bcambios? (?:en|de) (?:la )?piel (?:ni|o|y|ni en) (?:el |en el |los )?pezon(?:es)?|"
    r"\bpiel y (?:pezon(?:es)?|areola\w*) (?:\w+ ){0,2}?(?:normal|sin alteracion|sin cambio)\w*|"
    r"\balteraciones (?:en|de) (?:la )?piel (?:ni|o|y) (?:el )?pezon"
)
_NORMAL = re.compile(r"\bnormal\w*|\bunremarkable|\bintact|\bsin alteracion|\bsin cambio")
_RESTRICTED = re.compile(r"\bno (?:new|other|additional|suspicious|dominant|residual|further)\b|\bsin nuev")
_FORM = re.compile(r"\[[ x✓]?\]|[☐☒]|[:?]\s*-?\s*(?:[yn]\b|(?:yes|no|si)(?=\s*(?:$|[.,;)|]|  )))")


def find_symptoms(sentence: Sentence) -> Iterator[MarkerMention]:
    """All symptom markers that a sentence speaks of."""
    yield from _lumps(sentence)
    yield from _discharge(sentence)
    yield from _skin(sentence)
    yield from _retraction(sentence)
    yield from _pain(sentence)
    yield from _normal_skin(sentence)


def _lumps(sentence: Sentence) -> Iterator[MarkerMention]:
    for match in _LUMP.finditer(sentence.folded):
        if _belongs_elsewhere(sentence, match):
            yield sentence.mention("new_hard_lump", Assertion.ABSENT, match)
            continue
        if _OBSCURED.search(sentence.folded[max(0, match.start() - 30) : match.start()]):
            continue
        context = sentence.context(match)
        assertion = context.assertion
        if assertion is Assertion.PRESENT and _is_only_imaged(sentence):
            continue
        grows = _grows_with(sentence, match)
        if grows and assertion in (
            Assertion.PRESENT,
            Assertion.UNCERTAIN,
            Assertion.HYPOTHETICAL,
            Assertion.OTHER_PERSON,
        ):
            yield sentence.mention("rapidly_growing_mass", assertion, match)
            if not sentence.has(_DESCRIBED):
                continue
        if assertion is Assertion.PRESENT and sentence.has(_OLD) and not re.search(r"\bnew\b|\bnuev", sentence.folded):
            assertion = Assertion.HISTORICAL
        yield sentence.mention("new_hard_lump", assertion, match)
        if assertion is Assertion.ABSENT and _tells_no_lump(sentence, match, context):
            yield sentence.mention("no_lump", Assertion.PRESENT, match)


def _belongs_elsewhere(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the clause around a lump names another organ, or the lump is body or muscle mass."""
    start = max(sentence.folded.rfind(";", 0, match.start()), sentence.folded.rfind(".", 0, match.start())) + 1
    clause = sentence.folded[start : match.end() + 60]
    organ = OTHER_ORGAN.search(clause)
    if organ is None:
        return False
    is_food = organ.group() in ("chicken", "pollo")
    return is_food or BREAST.search(clause) is None


def _is_only_imaged(sentence: Sentence) -> bool:
    """A mass that was seen but not felt is the category's business, not a symptom."""
    is_felt = re.search(r"\bpalpa|\bfelt\b|\blump", sentence.folded)
    return sentence.kind in (TextKind.IMAGING, TextKind.PATHOLOGY) and is_felt is None


def _grows_with(sentence: Sentence, match: re.Match[str]) -> bool:
    growth = sentence.search(_GROWS)
    return growth is not None and not sentence.context(growth).negated and abs(growth.start() - match.start()) < 90


def _tells_no_lump(sentence: Sentence, match: re.Match[str], context: Context) -> bool:
    """An explicit "no lump" of self-check or examination: not of an image, not "no new", not a form's box."""
    if not context.negated or (sentence.kind is not TextKind.NOTE and sentence.kind is not TextKind.PATIENT):
        return False
    clause = sentence.folded[max(0, match.start() - 40) : match.end() + 25]
    if re.search(
        r"\bnegative for\b|\bwent away|\bse (?:me )?(?:quito|fue)\b|\bresolv|\bresuelt|\bultraso|\bmammo|\bdistortion|\bdesaparec|\bgone\b|\bno longer\b",
        sentence.folded,
    ):
        return False
    return _RESTRICTED.search(clause) is None and _FORM.search(sentence.folded) is None


def _discharge(sentence: Sentence) -> Iterator[MarkerMention]:
    bloody = sentence.search(_BLOODY)
    if bloody is not None and not _reads_other_bleeding(sentence):
        place = sentence.search(_ANY_DISCHARGE) or bloody
        context = sentence.context(bloody)
        if context.assertion is Assertion.PRESENT and place is not bloody:
            context = sentence.context(place)
        yield sentence.mention("bloody_nipple_discharge", context.assertion, bloody)
        return
    for match in _ANY_DISCHARGE.finditer(sentence.folded):
        assertion = sentence.context(match).assertion
        about_nipple = (
            sentence.has(re.compile(_NIPPLE)) or _FORM.search(sentence.folded) or sentence.has(_HARMLESS_DISCHARGE)
        )
        if not about_nipple or re.search(r"\bvagin|\bear\b|\bnasal|\beye|\bwound|\bherida|\burethr", sentence.folded):
            continue
        if assertion in (Assertion.ABSENT, Assertion.HYPOTHETICAL, Assertion.OTHER_PERSON):
            yield sentence.mention("bloody_nipple_discharge", assertion, match)
        elif sentence.has(_HARMLESS_DISCHARGE):
            yield sentence.mention("bloody_nipple_discharge", Assertion.ABSENT, match)
        else:
            yield sentence.mention("bloody_nipple_discharge", Assertion.UNKNOWN, match)


def _reads_other_bleeding(sentence: Sentence) -> bool:
    return re.search(r"\bvagin|\brectal|\burin|\bstool|\bheces|\borina", sentence.folded) is not None


def _skin(sentence: Sentence) -> Iterator[MarkerMention]:
    for match in _DIMPLE.finditer(sentence.folded):
        assertion = sentence.context(match).assertion
        if _SKIN_CHANGE_ONLY.match(match.group()) and assertion is not Assertion.ABSENT:
            continue
        if assertion is Assertion.UNCERTAIN and sentence.has(_LOOKS_LIKE):
            assertion = Assertion.PRESENT  # "looks like an orange peel" describes, it does not doubt
        if "thicken" in match.group() or "engrosamiento" in match.group():
            if (
                not re.search(r"\bred|\bedema|\binflam|\berite|\broj", sentence.folded)
                and assertion is Assertion.PRESENT
            ):
                assertion = Assertion.UNCERTAIN
        if assertion is Assertion.PRESENT and re.search(r"\bchin\b|\bcheek|\bsmil|\bmejilla|\bsacral", sentence.folded):
            continue
        yield sentence.mention("skin_dimpling_peau_dorange", assertion, match)


def _retraction(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_RETRACTION)
    if match is None:
        return
    assertion = sentence.context(match).assertion
    is_new = re.search(r"\bnew\b|\brecent|\bnuev|\breciente", sentence.folded)
    if assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and sentence.has(_LIFELONG) and not is_new:
        assertion = Assertion.ABSENT
    elif assertion is Assertion.HISTORICAL:
        assertion = Assertion.PRESENT  # "compared with 2022" dates the comparison, not the sign
    yield sentence.mention("new_nipple_retraction", assertion, match)


def _pain(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_ANY_PAIN)
    about_breast = sentence.has(BREAST) or (match is not None and match.group().startswith("masto"))
    if match is None or not about_breast or re.search(r"\bchest pain\b", sentence.folded):
        return
    assertion = sentence.context(match).assertion
    if assertion is Assertion.ABSENT and not sentence.has(_FOCAL) and not sentence.has(_CYCLICAL):
        yield sentence.mention("localized_breast_pain", Assertion.ABSENT, match)
        yield sentence.mention("cyclical_pain_only", Assertion.ABSENT, match)
    elif sentence.has(_CYCLICAL):
        pain = _nearest_pain(sentence)
        yield sentence.mention("cyclical_pain_only", sentence.context(pain or match).assertion, match)
    elif sentence.has(_FOCAL):
        yield sentence.mention("localized_breast_pain", assertion, match)


def _nearest_pain(sentence: Sentence) -> re.Match[str] | None:
    """The word of pain nearest before the word of the cycle, as another may stand in a negated clause."""
    cycle = sentence.search(_CYCLICAL)
    matches = list(_ANY_PAIN.finditer(sentence.folded))
    if cycle is None or not matches:
        return None
    return min(matches, key=lambda match: abs(match.start() - cycle.start()))


def _normal_skin(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_SKIN_NIPPLE)
    if match is None:
        return
    says_normal = _NORMAL.search(match.group()) is not None
    context = sentence.context(match)
    if (says_normal and not context.negated) or context.negated or match.group().startswith("no "):
        if context.assertion in (Assertion.ABSENT, Assertion.PRESENT):
            yield sentence.mention("no_skin_nipple_changes", Assertion.PRESENT, match)
