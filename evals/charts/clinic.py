"""Questions about the demo clinic's own papers, as they are seeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from evals.charts import DrawnPaper, Question, ThickChart
from salus.app.demo.clinic import PEOPLE
from salus.app.demo.papers.content import LabReport
from salus.app.demo.papers.paperwork import draw
from salus.app.demo.papers.sheet import Subject
from salus.app.demo.people import Ago, Person

SEEDED_ON = date(2026, 6, 15)
ASKED: Mapping[str, Sequence[tuple[str, str]]] = {
    "Elena": (
        ("Why am I so tired?", "iron deficiency likely"),
        ("What is my ferritin?", "Ferritin 11"),
        ("Is my thyroid normal?", "TSH 2.1"),
        ("What did the mammogram show?", "BI-RADS 2"),
        ("When is my next mammography?", "Next screening mammography in two years"),
        ("How should I take the iron tablets?", "every other day"),
        ("Did anyone in my family have cancer?", "breast cancer at 62"),
        ("Which allergy do I have?", "Penicillin (rash in childhood)"),
        ("Do I need a colonoscopy?", "gastroscopy and colonoscopy"),
        ("vitamin D", "Vitamin D (25-OH) 24"),
    ),
    "Amara": (
        ("Is the lump in my breast dangerous?", "BI-RADS 4C"),
        ("How large is the mass?", "14 x 12 mm"),
        ("What should happen next?", "core biopsy is recommended"),
        ("family history of ovarian cancer", "ovarian cancer at 51"),
    ),
    "Sofia": (
        ("Am I anaemic?", "Hemoglobin 10.6"),
        ("Do I have gestational diabetes, what was my sugar?", "Glucose fasting 88"),
    ),
    "Mei-Ling": (
        ("How did my LDL change?", "LDL cholesterol mg dL"),
        ("liver values under atorvastatin", "ALT U L"),
    ),
    "Robert": (
        ("How are my kidneys?", "Creatinine 1.58"),
        ("Is the potassium too high?", "Potassium 5.8"),
        ("Why must I not take ibuprofen?", "avoid NSAIDs"),
        ("Do I need a new knee?", "knee replacement is not needed"),
        ("latest HbA1c", "HbA1c 8.4"),
    ),
    "William": (("prostate value", "PSA total 4.9"), ("uric acid", "Uric acid 5.6")),
    "Jonas": (
        ("What caused the anaphylaxis?", "cashew nuts"),
        ("How many adrenaline pens should I carry?", "two adrenaline auto-injectors"),
        ("How do I use budesonide?", "rinse mouth after use"),
    ),
    "Tomas": (
        ("¿Cómo está mi INR?", "INR 4.8"),
        ("¿Por qué subió el INR?", "claritromicina puede elevarlo"),
        ("¿Cuándo es la radiografía?", "Radiografía de tórax en seis semanas"),
        ("Why was he in hospital?", "Neumonía adquirida"),
    ),
    "Grace": (
        ("What was the sodium on admission?", "126 mmol/L"),
        ("Which water pill was stopped?", "Hydrochlorothiazide was stopped"),
        ("How much may she drink?", "1.5 litres a day"),
        ("Did she have a stroke?", "No evidence of stroke"),
    ),
}


def clinic_charts() -> list[ThickChart]:
    """The seeded people who are asked about, with their papers drawn."""
    return [_chart(person) for person in PEOPLE if person.given in ASKED]


def _chart(person: Person) -> ThickChart:
    subject = Subject(person.full_name, person.birth_date, person.sex, "S-1")
    papers = []
    for paper in person.papers:
        months = paper.content.earlier_months if isinstance(paper.content, LabReport) else ()
        day = Ago(paper.months, paper.days).on(SEEDED_ON)
        data = draw(paper, subject, day, tuple(Ago(month).on(SEEDED_ON) for month in months))
        papers.append(DrawnPaper(paper.filename, paper.document_type, data))
    questions = tuple(Question(ask, answer) for ask, answer in ASKED[person.given])
    return ThickChart(subject, person.given, person.family, tuple(papers), questions)
