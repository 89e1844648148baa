"""Give a document a title a person would give it: what it is, of what, in its own language. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from salus.clinical.text.fold import fold

_NAMES: Mapping[str, tuple[str, str]] = {
    "laboratory": ("Laboratory report", "Informe de laboratorio"),
    "mammography": ("Mammography report", "Informe de mamografía"),
    "ultrasound": ("Ultrasound report", "Informe de ecografía"),
    "xray": ("X-ray report", "Informe de radiografía"),
    "ct": ("CT report", "Informe de tomografía"),
    "mri": ("MRI report", "Informe de resonancia magnética"),
    "imaging_other": ("Imaging report", "Informe de imagen"),
    "pathology": ("Pathology report", "Informe de anatomía patológica"),
    "prescription": ("Prescription", "Receta médica"),
    "discharge_summary": ("Discharge summary", "Informe de alta"),
    "consultation": ("Consultation note", "Nota de consulta"),
    "operative_note": ("Operative note", "Nota quirúrgica"),
    "immunization": ("Immunization record", "Cartilla de vacunación"),
    "ecg": ("Electrocardiogram", "Electrocardiograma"),
    "other": ("Document", "Documento"),
}
# What a report is about, as its headings name it; the first words found become the subject of the title.
_SUBJECTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "laboratory": (
        ("complete blood count|hemogram|cbc|hemograma|biometria hematica|full blood count", "blood count", "hemograma"),
        ("metabolic panel|chemistry panel|quimica sanguinea|bioquimica|clinical chemistry", "chemistry", "bioquímica"),
        ("lipid|perfil lipidico|lipidos", "lipids", "lípidos"),
        ("thyroid|tiroide", "thyroid", "tiroides"),
        ("coagulation|coagulacion", "coagulation", "coagulación"),
        ("iron studies|iron panel|perfil de hierro", "iron", "hierro"),
        ("tumor marker|tumour marker|marcadores tumorales", "tumour markers", "marcadores tumorales"),
        ("urinalysis|uroanalisis|examen general de orina", "urine", "orina"),
        ("hba1c|hemoglobina glicosilada|hemoglobina glucosilada", "HbA1c", "HbA1c"),
    ),
}
# Parts of the body stand in findings as well: they count in a line that names the kind of picture, or as a heading.
_PICTURES: Mapping[str, str] = {
    "xray": r"x.?rays?|radiogra\w+|rx",
    "ct": r"ct|computed tomogra\w+|tomogra\w+|tac",
    "mri": r"mri?|magnetic resonance|resonancia",
    "ultrasound": r"ultraso\w+|sonogra\w+|ecogra\w+|doppler",
}
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("breasts?|mamas?", "breast", "mama"),
    (r"obstetric\w*|fetal", "pregnancy", "embarazo"),
    ("chest|thorax|torax", "chest", "tórax"),
    (r"abdom\w+", "abdomen", "abdomen"),
    (r"pelvi\w+|transvaginal", "pelvis", "pelvis"),
    ("heads?|skull|craneo", "head", "cráneo"),
    ("brain|cerebro|cerebral", "brain", "cerebro"),
    ("neck|cuello", "neck", "cuello"),
    ("spine|spinal|lumbar|cervical|columna", "spine", "columna"),
    ("shoulders?|hombros?", "shoulder", "hombro"),
    ("elbows?|codos?", "elbow", "codo"),
    ("wrists?|munecas?", "wrist", "muñeca"),
    ("hands?|manos?", "hand", "mano"),
    ("hips?|caderas?", "hip", "cadera"),
    ("knees?|rodillas?", "knee", "rodilla"),
    ("ankles?|tobillos?", "ankle", "tobillo"),
    ("foot|feet|pies?", "foot", "pie"),
    (r"thyroid|tiroid\w+", "thyroid", "tiroides"),
    ("kidneys?|renal(?:es)?|rinon(?:es)?", "kidney", "riñón"),
    ("liver|hepatic[oa]?|higado", "liver", "hígado"),
    (r"carotids?|carotide\w*", "carotid", "carótida"),
    ("legs?|piernas?", "leg", "pierna"),
)
_MAX_SUBJECTS = 3
_LONGEST_HEADING = 60  # characters
_MOST_WORDS_OF_PART = 3
_MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTHS_ES = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]


def title_of(kind: str, lines: Sequence[str], day: date | None, language: str) -> str:
    """The title, for example "Laboratory report: lipids, thyroid (1 Mar 2024)"."""
    spanish = language == "es"
    title = _NAMES[kind][spanish]
    subjects = _subjects(kind, lines, spanish=spanish)
    if subjects:
        title += ": " + ", ".join(subjects)
    if day is not None:
        month = (_MONTHS_ES if spanish else _MONTHS_EN)[day.month - 1]
        title += f" ({day.day} {month} {day.year})"
    return title


def _subjects(kind: str, lines: Sequence[str], *, spanish: bool) -> list[str]:
    """Subjects named in short lines, which are headings rather than sentences."""
    headings = [fold(line) for line in lines if len(line) <= _LONGEST_HEADING]
    named = _parts(headings, kind) if kind in _PICTURES else _topics(headings, kind)
    return [spanish_name if spanish else english_name for english_name, spanish_name in named][:_MAX_SUBJECTS]


def _topics(headings: Sequence[str], kind: str) -> list[tuple[str, str]]:
    return [
        (english, spanish)
        for words, english, spanish in _SUBJECTS.get(kind, ())
        if any(word in heading for word in words.split("|") for heading in headings)
    ]


def _parts(headings: Sequence[str], kind: str) -> list[tuple[str, str]]:
    of_picture = "\n".join(heading for heading in headings if _is_of_picture(heading, kind))
    return [(english, spanish) for words, english, spanish in _PARTS if re.search(rf"\b(?:{words})\b", of_picture)]


def _is_of_picture(heading: str, kind: str) -> bool:
    is_bare = len(heading.split()) <= _MOST_WORDS_OF_PART and not heading.endswith(".")
    return is_bare or re.search(rf"\b(?:{_PICTURES[kind]})\b", heading) is not None
