"""Markers of the breast programme (reference A1): their tiers, codes and the mentions found in text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salus.clinical.codes.types import Icd10cm, Snomed
from salus.clinical.data import read_table
from salus.clinical.text.assertion import Assertion, strongest


class Tier(StrEnum):
    """Risk tier of a marker that is present."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker of reference table A1; codes are None where the reference gives none."""

    id: str
    name: str
    tier: Tier
    definition: str
    urgency: Tier
    snomed: Snomed | None
    icd10cm: Icd10cm | None


@dataclass(frozen=True, slots=True)
class MarkerMention:
    """A marker where a text speaks of it: assertion and characters of the text, end exclusive."""

    marker: str
    assertion: Assertion
    start: int
    end: int


_NAMES = {
    "new_hard_lump": "New or hard breast lump",
    "bloody_nipple_discharge": "Blood-stained nipple discharge",
    "skin_dimpling_peau_dorange": "Skin dimpling or peau d'orange",
    "rapidly_growing_mass": "Rapidly growing breast mass",
    "new_nipple_retraction": "New nipple retraction",
    "strong_family_history": "Strong family history of breast or ovarian cancer",
    "brca_mutation": "BRCA1 or BRCA2 pathogenic variant",
    "other_high_risk_gene": "Pathogenic variant in another high-risk gene",
    "prior_chest_radiation": "Radiation to the chest between ages 10 and 30",
    "prior_breast_cancer": "Previous breast cancer",
    "current_breast_cancer": "Current breast cancer",
    "atypia_or_lcis": "Atypical hyperplasia or lobular carcinoma in situ",
    "birads_4": "BI-RADS 4, suspicious",
    "birads_5": "BI-RADS 5, highly suggestive of malignancy",
    "birads_6": "BI-RADS 6, known malignancy",
    "lifetime_risk_ge20": "Lifetime breast cancer risk of 20 % or more",
    "localized_breast_pain": "Localized breast pain",
    "family_history_second_degree": "Breast cancer in a second-degree relative",
    "family_history_first_degree_50plus": "Breast cancer in a first-degree relative at 50 or later",
    "dense_breasts": "Dense breasts",
    "hormonal_risk_factors": "Hormonal risk factors",
    "prior_benign_breast_disease": "Benign breast disease",
    "birads_3": "BI-RADS 3, probably benign",
    "birads_0": "BI-RADS 0, incomplete",
    "gail_5y_ge_1_67": "Five-year breast cancer risk of 1.67 % or more",
    "no_lump": "No breast lump",
    "no_skin_nipple_changes": "No skin or nipple changes",
    "cyclical_pain_only": "Cyclical breast pain only",
    "no_family_history": "No family history of breast or ovarian cancer",
    "screening_up_to_date": "Mammography up to date",
    "birads_1_2": "BI-RADS 1 or 2, negative or benign",
}


@cache
def breast_markers() -> dict[str, Marker]:
    """All markers of table A1 by id."""
    markers = {}
    for row in read_table("breast_markers"):
        name = _NAMES[row["marker_id"]]
        markers[row["marker_id"]] = Marker(
            id=row["marker_id"],
            name=name,
            tier=Tier(row["tier"]),
            definition=row["definition"],
            urgency=Tier(row["urgency_if_present"]),
            snomed=Snomed(row["snomed_ct"], name) if row["snomed_ct"] else None,
            icd10cm=Icd10cm(row["icd10cm"], name) if row["icd10cm"] else None,
        )
    return markers


def one_per_marker(mentions: Iterable[MarkerMention]) -> tuple[MarkerMention, ...]:
    """For each marker the mention with the assertion that a document keeps (`strongest`), in order of first place."""
    by_marker: dict[str, list[MarkerMention]] = {}
    for mention in mentions:
        by_marker.setdefault(mention.marker, []).append(mention)
    kept = []
    for found in by_marker.values():
        best = strongest(mention.assertion for mention in found)
        kept.append(next(mention for mention in found if mention.assertion is best))
    return tuple(kept)
