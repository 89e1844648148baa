"""The patient's own history: cancer before and now, atypia, benign disease, radiation to the chest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.clinical.markers.breast.sentence import Sentence, TextKind
from salus.clinical.markers.breast.words import OTHER_ORGAN, YEAR
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion

_CARCINOMA = re.compile(
    r"\b(?:invasive|infiltrating|metastatic) (?:\w+ ){0,2}?(?:carcinoma|cancer)|\b(?:ductal|lobular|mammary|mucinous|tubular|medullary) carcinoma\b(?! in situ)|"
    r"\bductal carcinoma in situ\b|\bdcis\b|\bcdis\b|\bcarcinoma ductal in situ\b|\bcarcinoma (?:ductal|lobulillar|lobular|mamario) (?:infiltrante|invasor|invasivo)|"
    r"\bcarcinoma (?:infiltrante|invasor|ductal|mamario)\b|\bbreast (?:cancer|ca|carcinoma|malignancy)\b|\bcancer of the (?:left |right )?breast|\bcancer in (?:my|her|the) (?:left |right )?breast|"
    r"\bcancer (?:de|del|en (?:la|el)) (?:la )?(?:mama|seno|pecho)(?: \w+)?|\bca de mama|\bcancer mamario|\btriple[- ]negative (?:breast )?cancer|\binflammatory breast cancer"
)
_LOBULAR_IN_SITU = re.compile(
    r"\blobular carcinoma in situ|\blcis\b|\bcarcinoma lobulillar in situ|\bclis\b|\bcarcinoma lobular in situ|\blobular neoplasia"
)
_ATYPIA = re.compile(
    r"\batypical (?:ductal |lobular )?(?:hyperplasia|proliferation)|\badh\b|\balh\b|\bflat epithelial atypia|\batypia\b|\bhiperplasia (?:\w+ )?atipica|\batipia\w*|"
    r"\bproliferacion (?:\w+ )?atipica"
)
_SURGERY = re.compile(
    r"\bmastectom\w*|\blumpectom\w*|\bpartial mastectom|\bbreast[- ]conserving|\btumorectomia|\bcuadrantectomia|\bquadrantectom\w*|\bcirugia conservadora"
)
_LUMPECTOMY = re.compile(r"\blumpectom\w*|\btumorectomia\w*|\bcuadrantectomia|\bquadrantectomy")
_PROPHYLACTIC = re.compile(r"\bprophyla\w*|\bprofilactic\w*|\brisk[- ]reduc\w*|\breductora")
_NOW = re.compile(
    r"\bnewly diagnosed|\bnew diagnosis|\bnewly|\bcurrent\w*|\bon (?:treatment|chemo\w*|tamoxifen|letrozole|anastrozole|trastuzumab|adjuvant|neoadjuvant|active)|"
    r"\bundergoing|\breceiving|\bin treatment|\bactive\b|\bactively|\brecent(?:ly)? diagnos|\bbiopsy(?:[- ]proven| (?:shows|showed|confirms|confirmed|positive))|\ben tratamiento|\bactual(?:mente)?|"
    r"\brecien diagnosticad|\bdiagnostico reciente|\ben quimioterapia|\brecibe|\bi have breast cancer|\btengo cancer|\bstage [i1-4]v?|\bestadio"
)
_PAST = re.compile(
    r"\bhistory of|\bh/o|\bhx of|\bhx\b|\bsurvivor|\bremission|\bin the past|\byears ago|\bago\b|\bprior\b|\bprevious|\bhad\b|\bs/p|\bstatus post|\bpersonal history|"
    r"\bantecedentes? (?:personal(?:es)? )?de|\bsobrevivi|\bremision|\bhace \w+ anos|\btuve\b|\btuvo\b|\bprevi[oa]|\bpadecio|\boperad[ao]|\bdiagnosed in|\bdiagnosticad[ao] en|\btreated for|\btratad[ao]"
)
_NO_CANCER = re.compile(
    r"\bno (?:evidence of )?(?:cancer|malignan|carcinoma)|\bbenign|\bwithout (?:cancer|malignan)|\bsin (?:cancer|malignidad|evidencia de malignidad)|\bbenign[oa]"
)
_BENIGN = re.compile(
    r"\bfibroadenomas?\b|\bfibrocystic|\bfibroquistic\w*|\busual ductal hyperplasia|\bhiperplasia ductal (?:usual|simple)|\bpapillomas?\b|\bpapilomas?\b|"
    r"\b(?:breast |simple |benign |mammary )*cysts?\b|\bquistes?\b|\bbenign (?:breast )?(?:biops\w*|disease|lump|tumou?r|lesion)|\bbiops(?:y|ies) (?:was |came back |showed |result )?:?\s?benign|"
    r"\bbiopsia (?:previa )?(?:fue |result\w* )?benigna|\bmastopatia fibroquistica|\bphyllodes benign|\bsclerosing adenosis|\badenosis"
)
_PATIENTS_CYST = re.compile(r"\bcysts?\b|\bquistes?\b")
_RADIATION = re.compile(
    r"\bradiation\b(?! (?:dose|safety|exposure from))|\bradiotherapy|\birradiat\w*|\bmantle (?:field )?(?:rt|radi\w*)?|\bxrt\b|\bradioterapia|\birradiacion|\bradiacion"
)
_CHEST = re.compile(
    r"\bchest\b|\bthora\w*|\bmediastin\w*|\bmantle|\btorax|\btorac\w*|\bpecho\b|\bmanto\b|\bhodgkin|\blymphoma|\blinfoma"
)
_NO_THERAPY = re.compile(
    r"\bchest (?:x-?ray|radiograph|film|ct|scan|cxr)|\bcxr\b|\bct (?:scan )?(?:of the )?(?:chest|thorax)|\b(?:pelvic|abdominal|brain|prostate|head and neck|whole[- ]brain|cranial|cervical) (?:radiation|radiotherapy|rt|irradiation)|"
    r"\bradiografia de torax|\brx de torax|\bradioterapia (?:de |en )?(?:la )?(?:pelv\w*|abdom\w*|craneo|cerebral|prostata)|\btac de torax|\btele de torax"
)
_AGE_AT = re.compile(
    r"\b(?:at|age|aged|a los|when i was|cuando tenia|at age|edad)\s(?:age |the age of )?(?P<age>\d{1,2})\b|\b(?P<teen>teen\w*|adolescen\w*|child\w*|infancia)\b"
)
_RISK_AGES_YEARS = range(10, 31)  # reference A1: therapeutic radiation to the chest between ages 10 and 30


def find_history(sentence: Sentence) -> Iterator[MarkerMention]:
    """Markers of the patient's own history in a sentence."""
    yield from _cancer(sentence)
    yield from _scar(sentence)
    yield from _atypia(sentence)
    yield from _benign(sentence)
    yield from _radiation(sentence)


def _cancer(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_CARCINOMA)
    if match is None or sentence.search(_LOBULAR_IN_SITU):
        return
    context = sentence.context(match)
    if context.other_person or _is_of_family(sentence):
        return
    if re.search(
        r"\bscreen\w*|\brisk\b|\bprevent|\bawareness|\btamizaje|\bdeteccion|\briesgo|\bfear|\bworried|\bmiedo",
        sentence.folded,
    ):
        return
    if context.negated or (sentence.has(_PROPHYLACTIC) and sentence.has(_NO_CANCER)):
        yield sentence.mention("prior_breast_cancer", Assertion.ABSENT, match)
        return
    if context.hypothetical or context.unknown:
        yield sentence.mention("prior_breast_cancer", context.assertion, match)
        return
    marker = "current_breast_cancer" if _is_current(sentence) else "prior_breast_cancer"
    yield sentence.mention(marker, Assertion.UNCERTAIN if context.uncertain else Assertion.PRESENT, match)


def _is_of_family(sentence: Sentence) -> bool:
    return re.search(r"\bfamily|\bfhx?\b|\bfamilia|\bahf\b|\brelative", sentence.folded) is not None


def _is_current(sentence: Sentence) -> bool:
    """Cancer now: in pathology, newly found or under treatment, and nothing dates it back."""
    if sentence.has(_NOW):
        return True
    is_past = sentence.has(_PAST) or sentence.has(YEAR) or sentence.has(_SURGERY)
    return not is_past and sentence.kind in (TextKind.PATHOLOGY, TextKind.NOTE, TextKind.LAB, TextKind.PATIENT)


def _scar(sentence: Sentence) -> Iterator[MarkerMention]:
    """Surgery without a word of cancer leaves the question open; a prophylactic one answers it."""
    if sentence.search(_CARCINOMA):
        return
    surgery = sentence.search(_SURGERY)
    if surgery is None or sentence.context(surgery).other_person or sentence.context(surgery).hypothetical:
        return
    if sentence.has(_PROPHYLACTIC) or sentence.has(_NO_CANCER):
        yield sentence.mention("prior_breast_cancer", Assertion.ABSENT, surgery)
    elif (
        re.search(r"\bfor cancer|\bpor cancer|\bcancer\b|\bmalignan", sentence.folded)
        and not sentence.context(surgery).negated
    ):
        yield sentence.mention("prior_breast_cancer", Assertion.PRESENT, surgery)
    elif not sentence.context(surgery).negated:
        yield sentence.mention("prior_breast_cancer", Assertion.UNCERTAIN, surgery)


def _atypia(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_LOBULAR_IN_SITU) or sentence.search(_ATYPIA)
    if match is None or re.search(r"\bcytolog|\bpap\b|\bcervi|\bendometri|\bnevus|\bcitologia", sentence.folded):
        return
    assertion = sentence.context(match).assertion
    yield sentence.mention(
        "atypia_or_lcis", Assertion.PRESENT if assertion is Assertion.HISTORICAL else assertion, match
    )


def _benign(sentence: Sentence) -> Iterator[MarkerMention]:
    for match in _BENIGN.finditer(sentence.folded):
        if _PATIENTS_CYST.search(match.group()) and sentence.has(OTHER_ORGAN):
            continue
        if sentence.folded[max(0, match.start() - 9) : match.start()].endswith("biopsied "):
            continue
        assertion = sentence.context(match).assertion
        if assertion is Assertion.HISTORICAL:
            assertion = Assertion.PRESENT  # the marker is the history itself
        if assertion is Assertion.OTHER_PERSON:
            continue
        yield sentence.mention("prior_benign_breast_disease", assertion, match)
        return


def _radiation(sentence: Sentence) -> Iterator[MarkerMention]:
    other = sentence.search(_NO_THERAPY)
    match = sentence.search(_RADIATION)
    if other is not None and (match is None or not _is_to_chest(sentence, other)):
        yield sentence.mention("prior_chest_radiation", Assertion.ABSENT, other)
        return
    if match is None or not sentence.has(_CHEST) or sentence.has(_SURGERY):
        return
    context = sentence.context(match)
    assertion = context.assertion
    if assertion is Assertion.HISTORICAL:
        assertion = Assertion.PRESENT
    age = sentence.search(_AGE_AT)
    if assertion is Assertion.PRESENT and age is not None and age["age"] and int(age["age"]) not in _RISK_AGES_YEARS:
        assertion = Assertion.ABSENT
    yield sentence.mention("prior_chest_radiation", assertion, match)


def _is_to_chest(sentence: Sentence, other: re.Match[str]) -> bool:
    """Whether the chest is named for radiation besides the imaging or the other region."""
    rest = sentence.folded[: other.start()] + " " + sentence.folded[other.end() :]
    return _RADIATION.search(rest) is not None and _CHEST.search(rest) is not None
