"""Read printed units into UCUM and convert values exactly. Pure: text and Decimals in, text and Decimals out.

UCUM codes as in FHIR `Quantity.code` (system http://unitsofmeasure.org). The printed unit is never thrown away
by callers: a converted value always travels with its original (reference J8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from salus.clinical.data import read_table
from salus.clinical.text.fold import fold


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: UCUM code, the factor to the base unit of its kind, and that kind ("mass/volume")."""

    code: str
    factor: Decimal
    kind: str


_PREFIX = {
    "k": Decimal(1000),
    "": Decimal(1),
    "d": Decimal("1e-1"),
    "c": Decimal("1e-2"),
    "m": Decimal("1e-3"),
    "u": Decimal("1e-6"),
    "n": Decimal("1e-9"),
    "p": Decimal("1e-12"),
    "f": Decimal("1e-15"),
}


def _scaled(kind: str, base: str, prefixes: str, *spellings: str) -> dict[str, Unit]:
    """Every prefixed form of a base unit under every lower-case spelling that print uses for it."""
    units: dict[str, Unit] = {}
    for prefix in (*prefixes, ""):
        unit = Unit(prefix + base, _PREFIX[prefix], kind)
        for spelling in spellings:
            units[prefix + spelling] = unit
            if prefix == "u":
                units["mc" + spelling] = units["micro" + spelling] = unit
    return units


# Lower-case spellings, English and Spanish. "ul", "lu" and "1u" are what OCR makes of "UI" and "IU".
_NUMERATORS: dict[str, Unit] = {
    **_scaled("mass", "g", "kmunpf", "g", "gr", "gramos"),
    **_scaled("substance", "mol", "munpf", "mol", "mole", "moles"),
    **_scaled("equivalents", "eq", "mu", "eq", "val"),
    **_scaled("activity", "U", "kmu", "u", "unit", "units", "unidades"),
    **_scaled("activity", "[IU]", "kmu", "iu", "ui", "ul", "lu", "1u"),
    **_scaled("catalytic", "kat", "mun", "kat"),
    **_scaled("volume", "L", "dmunpf", "l", "lt"),
    **_scaled("osmoles", "osm", "m", "osm", "osmol"),
    **_scaled("length", "m", "cmu", "m"),
    "au": Unit("[arb'U]", Decimal(1), "arbitrary"),
    "copies": Unit("{copies}", Decimal(1), "count"),
    "copias": Unit("{copies}", Decimal(1), "count"),
    "cfu": Unit("[CFU]", Decimal(1), "colonies"),
    "ufc": Unit("[CFU]", Decimal(1), "colonies"),
}
_THOUSAND = Unit("10*3", Decimal(1000), "count")
_MILLION = Unit("10*6", Decimal(1000000), "count")
_COUNTS: dict[str, Unit] = {
    **dict.fromkeys(("", "cell", "cells", "cel", "cels", "celulas", "#", "no", "x1"), Unit("", Decimal(1), "count")),
    **dict.fromkeys(("k", "th", "thou", "thous", "thousand", "thousands", "mil", "miles", "x1000"), _THOUSAND),
    **dict.fromkeys(("mill", "mil10", "million", "millions", "millon", "millones", "mio"), _MILLION),
    **{
        form: Unit(f"10*{power}", Decimal(10) ** power, "count")
        for power in (3, 6, 9, 12)
        for form in (f"10{power}", f"e{power}", f"10e{power}", f"10a{power}", f"10x{power}", f"1o{power}")
    },
}
_DENOMINATORS: dict[str, Unit] = {
    **_scaled("volume", "L", "dmunpf", "l", "lt", "litro", "liter", "i", "1"),
    **dict.fromkeys(("mm3", "cmm", "cumm", "mmc", "mcl"), Unit("uL", Decimal("1e-6"), "volume")),
    **dict.fromkeys(("100ml", "100cc"), Unit("dL", Decimal("1e-1"), "volume")),
    **dict.fromkeys(("cm3", "cc"), Unit("mL", Decimal("1e-3"), "volume")),
    **_scaled("mass", "g", "km", "g", "gr"),
    **_scaled("substance", "mol", "mu", "mol"),
    **dict.fromkeys(("min", "minuto", "minutes"), Unit("min", Decimal(60), "time")),
    **dict.fromkeys(("h", "hr", "hora", "hour", "1h", "1hr", "1hora", "1ahora"), Unit("h", Decimal(3600), "time")),
    **dict.fromkeys(
        ("24h", "24hr", "24hrs", "24horas", "24hours", "24.h", "dia", "day", "d", "24"),
        Unit("(24.h)", Decimal(86400), "time"),
    ),
    **dict.fromkeys(("s", "sec", "seg"), Unit("s", Decimal(1), "time")),
    **dict.fromkeys(
        ("hpf", "campo", "cpo", "highpowerfield", "cga", "400x"), Unit("[HPF]", Decimal(1), "high power field")
    ),
    **dict.fromkeys(("lpf", "lowpowerfield"), Unit("[LPF]", Decimal(1), "low power field")),
    **dict.fromkeys(("100wbc", "100wbcs", "100leucocitos", "100leuc"), Unit("100{WBCs}", Decimal(100), "leukocytes")),
    **dict.fromkeys(("kgh2o",), Unit("kg", Decimal(1000), "mass")),
    **dict.fromkeys(("ghb", "grhb", "ghgb"), Unit("g{Hb}", Decimal(1), "mass of hemoglobin")),
}
# Units that are written without a stroke, or that the grammar would misread.
_WHOLE: dict[str, Unit] = {
    "%": Unit("%", Decimal("1e-2"), "fraction"),
    "percent": Unit("%", Decimal("1e-2"), "fraction"),
    "fl": Unit("fL", Decimal("1e-15"), "volume"),
    "fi": Unit("fL", Decimal("1e-15"), "volume"),
    "f1": Unit("fL", Decimal("1e-15"), "volume"),
    "um3": Unit("fL", Decimal("1e-15"), "volume"),
    "u3": Unit("fL", Decimal("1e-15"), "volume"),
    "pg": Unit("pg", Decimal("1e-12"), "mass"),
    "pcg": Unit("pg", Decimal("1e-12"), "mass"),
    **dict.fromkeys(("s", "sec", "secs", "seg", "segs", "segundos", "seconds"), Unit("s", Decimal(1), "time")),
    **dict.fromkeys(("mmhg", "torr"), Unit("mm[Hg]", Decimal(1), "pressure")),
    "kpa": Unit("kPa", Decimal("7.50062"), "pressure"),
    **dict.fromkeys(("ratio", "razon"), Unit("{ratio}", Decimal(1), "ratio")),
    **dict.fromkeys(("index", "indice"), Unit("{index}", Decimal(1), "ratio")),
    **dict.fromkeys(("titer", "titre", "titulo", "dils"), Unit("{titer}", Decimal(1), "titer")),
    "inr": Unit("{INR}", Decimal(1), "ratio"),
    **dict.fromkeys(("g%", "gr%"), Unit("g/dL", Decimal(10), "mass/volume")),
    "mg%": Unit("mg/dL", Decimal("1e-2"), "mass/volume"),
    "s/co": Unit("{s_co_ratio}", Decimal(1), "ratio"),
    "mm": Unit("mm", Decimal("1e-3"), "length"),
    "xcampo": Unit("/[HPF]", Decimal(1), "count/high power field"),
    "porcampo": Unit("/[HPF]", Decimal(1), "count/high power field"),
}
_GFR = re.compile(r"^ml/min(?:uto)?(?:/|por|per|x|\*|\()?1[.,]?73\)?(?:m2|sqm|qm|m\^?2|m)?\)?$")
_NOISE = re.compile(r"[\s()\[\]{}_^*·]+")
_PER_CREATININE = re.compile(r"(?<=/g|ol)(?:de)?crea(?:t(?:inina|inine)?)?$")
_FEU = re.compile(r"(feu|ddu)$")
_LONGEST_STROKELESS = 8
_GIGA = {"G/L": "10*9/L", "T/L": "10*12/L", "Gpt/L": "10*9/L", "Tpt/L": "10*12/L"}
_FOLD = str.maketrans({"³": "3", "²": "2", "⁹": "9", "⁶": "6", "×": "x"})


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """The unit that print means, or None when it is none; case, spaces, micro signs and powers are forgiven."""
    if text == "[pH]":  # without brackets it is the name of the test
        return Unit("[pH]", Decimal(1), "acidity")
    clean = _NOISE.sub("", fold(text).translate(_FOLD)).strip(".,;:")
    clean = _PER_CREATININE.sub("", clean)
    if not clean or len(clean) > 24:
        return None
    if clean in _WHOLE:
        return _WHOLE[clean]
    if _GFR.match(clean):
        return Unit("mL/min/{1.73_m2}", Decimal("1e-3") / 60, "volume/time/area")
    return _parse_fraction(clean)


def with_stroke(text: str) -> str | None:
    """A printed unit whose stroke a scan has lost ("gL", "mmolL") with it; None for any other or an ambiguous text."""
    if "/" in text or len(text) > _LONGEST_STROKELESS or parse_unit(text) is not None:
        return None
    attempts = (f"{text[:at]}/{text[at:]}" for at in range(1, len(text)))
    found = [attempt for attempt in attempts if parse_unit(attempt) is not None]
    return found[0] if len(found) == 1 else None


def _parse_fraction(clean: str) -> Unit | None:
    """A unit with one stroke, from its lower-case form without blanks."""
    annotation = _FEU.search(clean)
    if annotation:
        unit = _parse_fraction(clean[: annotation.start()])
        return unit and Unit(f"{unit.code}{{{annotation.group(1).upper()}}}", unit.factor, unit.kind)
    numerator, stroke, denominator = clean.partition("/")
    if not stroke:
        numerator, stroke, denominator = clean.partition("por")
    if not stroke:
        return None
    below = _DENOMINATORS.get(denominator.lstrip("/"))
    above = _numerator(numerator, below)
    if above is None or below is None:
        return None
    if above.kind == "count" and below.kind == "volume" and below.code == "pL" and above.code:
        below = _DENOMINATORS["ul"]  # "K/pL" is what OCR reads for "K/µL"
    return Unit(f"{above.code}/{below.code}", above.factor / below.factor, f"{above.kind}/{below.kind}")


def _numerator(text: str, below: Unit | None) -> Unit | None:
    """What stands above the stroke: a measure, or a count such as "x10^3", "K" or "mil"."""
    if below is not None and below.kind in ("volume", "high power field", "low power field", "leukocytes"):
        count = _COUNTS.get(text) or _COUNTS.get(text.removeprefix("x")) or _COUNTS.get(_bare_count(text))
        if count is not None:
            return count
        if text == "m" and below.code in ("uL", "mL"):
            return _MILLION
    return _NUMERATORS.get(text)


def _bare_count(text: str) -> str:
    """A power of ten without its particle ("10e3cel", "x103cells", "mil/" variants)."""
    for particle in ("celulas", "cells", "cels", "cel", "leu", "wbc"):
        if text.endswith(particle) and len(text) > len(particle):
            return text.removesuffix(particle).removeprefix("x")
    return text.removeprefix("x")


def normalise_unit(text: str, expected: str | None = None) -> str | None:
    """The UCUM code of a printed unit, read in the light of the unit its test is expected in.

    Enzymes are counted in U and hormones in [IU]; print uses "U", "IU" and "UI" for both, "G/L" for grams and for
    counts, and OCR turns "µ" into "p". The expected unit decides between readings that print leaves open.
    """
    wanted = parse_ucum(expected) if expected else None
    stripped = text.strip().strip("[]()")
    if wanted and stripped in _GIGA and wanted.kind == "count/volume":
        return _GIGA[stripped]
    unit = parse_unit(text)
    if unit is None:
        return None
    if wanted is None or unit.kind == wanted.kind == "count/volume":
        return unit.code
    if unit.kind.startswith("activity/") and wanted.kind == unit.kind:
        return _as_activity(unit.code, wanted.code)
    if unit.kind == wanted.kind and unit.code.startswith("p") and wanted.code == "u" + unit.code[1:]:
        return wanted.code
    return unit.code


def _as_activity(code: str, wanted: str) -> str:
    """The same amount written in U where U is usual and in [IU] where [IU] is."""
    if "[IU]" in wanted and "[IU]" not in code:
        return code.replace("U", "[IU]", 1)
    return code if "[IU]" in wanted else code.replace("[IU]", "U", 1)


@cache
def parse_ucum(code: str) -> Unit | None:
    """A UCUM code of our own tables as a unit; None for codes that nothing here can be converted from."""
    unit = parse_unit(code)
    return unit and Unit(code, unit.factor, unit.kind)


def scale_between(source: str, target: str) -> Decimal | None:
    """The exact factor from one UCUM unit to another of the same kind, or None when they differ in kind."""
    if source == target:
        return Decimal(1)
    left, right = parse_ucum(source), parse_ucum(target)
    if left is None or right is None or left.kind != right.kind:
        return None
    return left.factor / right.factor


def convert(value: Decimal, source: str, target: str, analyte: str | None = None) -> Decimal | None:
    """`value` in another UCUM unit; mass and substance only for an analyte whose factor is known (table, J8)."""
    scale = scale_between(source, target)
    if scale is not None:
        return value * scale
    for rule in _rules(analyte or ""):
        result = rule.apply(value, source, target)
        if result is not None:
            return result
    return None


@dataclass(frozen=True, slots=True)
class _Rule:
    """target = value * numerator / denominator + offset, between two UCUM units of one analyte."""

    source: str
    target: str
    numerator: Decimal
    denominator: Decimal
    offset: Decimal

    def apply(self, value: Decimal, source: str, target: str) -> Decimal | None:
        """Forwards or backwards, through any unit of the same kind on either side."""
        enter, leave = scale_between(source, self.source), scale_between(self.target, target)
        if enter is not None and leave is not None:
            return (value * enter * self.numerator / self.denominator + self.offset) * leave
        enter, leave = scale_between(source, self.target), scale_between(self.source, target)
        if enter is not None and leave is not None:
            return (value * enter - self.offset) * self.denominator / self.numerator * leave
        return None


@cache
def _rules(analyte: str) -> tuple[_Rule, ...]:
    rules = []
    for row in read_table("unit_conversions"):
        if row["analyte"] == analyte:
            numerator, _, denominator = row["factor"].partition("/")
            rules.append(
                _Rule(
                    row["from_ucum"],
                    row["to_ucum"],
                    Decimal(numerator),
                    Decimal(denominator or 1),
                    Decimal(row["offset"]),
                )
            )
    return tuple(rules)
