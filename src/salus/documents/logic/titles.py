"""Give a document a title a person would give it: what it is, of what, in its own language. Pure."""

from __future__ import annotations

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
    "xray": (("chest|torax", "chest", "tórax"),),
    "ct": (
        ("chest|torax", "chest", "tórax"),
        ("abdomen", "abdomen", "abdomen"),
        ("head|brain|craneo|cerebro", "head", "cráneo"),
    ),
    "mri": (
        ("breast|mama", "breast", "mama"),
        ("brain|cerebro", "brain", "cerebro"),
        ("spine|columna|lumbar", "spine", "columna"),
        ("knee|rodilla", "knee", "rodilla"),
    ),
    "ultrasound": (
        ("breast|mama", "breast", "mama"),
        ("obstetric|fetal|obstetrico", "pregnancy", "embarazo"),
        ("abdom", "abdomen", "abdomen"),
        ("thyroid|tiroid", "thyroid", "tiroides"),
        ("pelvi|transvaginal", "pelvis", "pelvis"),
    ),
}
_MAX_SUBJECTS = 3
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
    headings = [fold(line) for line in lines if len(line) <= 60]
    found = []
    for words, english_name, spanish_name in _SUBJECTS.get(kind, ()):
        if any(word in heading for word in words.split("|") for heading in headings):
            found.append(spanish_name if spanish else english_name)
    return found[:_MAX_SUBJECTS]
