"""Words that several marker rules share, for text folded to lower case without accents."""

from __future__ import annotations

import re

BREAST = re.compile(
    r"\bbreasts?\b|\bboobs?\b|\bnipples?\b|\bareolas?\b|\bmammar|\bmamari|\bmastalgia|\bmastodinia|\bsenos?\b|"
    r"\bpechos?\b|\bpezon(?:es)?\b|\b(?<!mi )(?<!tu )(?<!su )mamas?\b(?! tuvo)|\baxill|\barmpits?\b|\baxilas?\b|"
    r"\bmamogra|\bmammogra|\bmastogra|\bbi-?\s?rads\b|\bbrca|\bbra\b"
)
# Other places where lumps, masses, cysts and nodules are found.
OTHER_ORGAN = re.compile(
    r"\bthyroid|\btiroid|\bneck\b|\bcuello\b|\babdom|\bliver\b|\bhepat|\bkidney|\brenal\b|\brinon|\blungs?\b|"
    r"\bpulmon|\bovar|\bscalp\b|\bgroin\b|\bingle\b|\bscrot|\btestic|\btestis|\bbrain\b|\bback\b|\bespalda\b|"
    r"\bthroat\b|\bgarganta\b|\bbone\b|\bhueso|\bmuscle|\bmuscular\b|\bbody mass|\bmasa corporal|\bpelvi|\badrenal|"
    r"\bpancrea|\buter|\butero|\bprostat|\bskin tag|\bwrist\b|\bhand\b|\bmano\b|\bknee\b|\brodilla\b|\bchicken\b|"
    r"\bpollo\b|\bsubmandibular|\bparotid|\bcolon|\brect(?:al|um)|\bspleen|\bbazo\b|\bforearm|\bleg\b|\bpierna\b|"
    r"\bhead\b|\bcabeza\b|\btongue\b|\blengua\b|\bbladder|\bvejiga"
)
CANCER = re.compile(
    r"\bcancers?\b|\bca\b|\bcarcinomas?\b|\btumou?r(?:es)?\b|\bmalignan|\bneoplasi|\bdcis\b|\bcdis\b|\badenocarcinoma"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NUMBER_WORDS = {
    "un": 1, "una": 1, "one": 1, "a": 1, "an": 1, "dos": 2, "two": 2, "tres": 3, "three": 3, "cuatro": 4, "four": 4,
    "cinco": 5, "five": 5, "seis": 6, "six": 6, "siete": 7, "seven": 7, "ocho": 8, "eight": 8, "nueve": 9, "nine": 9,
    "diez": 10, "ten": 10, "once": 11, "eleven": 11, "doce": 12, "twelve": 12, "quince": 15, "fifteen": 15,
    "veinte": 20, "twenty": 20,
}  # fmt: skip
DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip


def number_in(text: str) -> int | None:
    """A number written in digits or as a small word."""
    return int(text) if text.isdecimal() else NUMBER_WORDS.get(text)
