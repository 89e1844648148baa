"""Tomas, Grace and the child Noah."""

from __future__ import annotations

from datetime import date

from salus.app.demo.clinic import series
from salus.app.demo.papers.content import LabLayout, LabLine, LabPanel, LabReport, Letter, Medium, Paper
from salus.app.demo.people import Ago, Allergy, Medicine, Person, Problem, Relative, Shot, Visit

TOMAS = Person(
    "Tomas",
    "Herrera",
    "male",
    date(1950, 2, 17),
    language="es",
    problems=(Problem("49436004", "Atrial fibrillation", Ago(50)), Problem("38341003", "Hypertension", Ago(140))),
    medicines=(
        Medicine("11289", "Warfarin 5 mg tablet", "as the INR tells, by mouth in the evening", Ago(49)),
        Medicine("6918", "Metoprolol 50 mg tablet", "50 mg by mouth twice daily", Ago(49)),
    ),
    measured=(
        series.inr(((6, "2.4"), (5, "2.6"), (4, "2.3"), (3, "2.8"), (2, "2.5"), (1, "2.7"))),
        series.haemoglobin_m(((12, "14.2"), (6, "14.0"))),
        series.heart_rate(((12, "78"), (6, "74"))),
        series.systolic(((12, "138"), (6, "136"))),
        series.diastolic(((12, "80"), (6, "78"))),
    ),
    visits=(Visit(Ago(6), "Anticoagulation visit", "Atrial fibrillation"),),
    shots=(Shot("140", "Influenza, seasonal, preservative free", Ago(1)),),
    relatives=(Relative("father", "Stroke", "230690007", 71),),
    papers=(
        Paper(
            "coagulation.pdf",
            "lab_report",
            0,
            2,
            LabReport(
                LabLayout.RULED,
                (
                    LabPanel(
                        "Coagulation",
                        (
                            LabLine("INR", "4.8", "", "2.0 - 3.0", "H"),
                            LabLine("Prothrombin time", "49.2", "s", "11.0 - 13.5", "H"),
                        ),
                    ),
                    LabPanel("Blood count", (LabLine("Haemoglobin", "13.1", "g/dL", "13.5 - 17.5", "L"),)),
                ),
                comment="Above the therapeutic range. Requesting doctor informed by telephone.",
            ),
        ),
        Paper(
            "informe-de-alta.pdf",
            "consultation_note",
            1,
            12,
            Letter(
                "Hospital San Gabriel, Servicio de Medicina Interna",
                "Informe de alta",
                (
                    ("Diagnóstico", "Neumonía adquirida en la comunidad, resuelta. Fibrilación auricular permanente."),
                    (
                        "Evolución",
                        "Ingresa por fiebre y tos. Niega dolor torácico. Buena respuesta a claritromicina durante "
                        "siete días. Sin signos de insuficiencia cardíaca.",
                    ),
                    ("Tratamiento al alta", "Warfarina 5 mg por la noche según INR. Metoprolol 50 mg cada 12 horas."),
                    (
                        "Recomendaciones",
                        "Control de INR en una semana, porque la claritromicina puede elevarlo. Radiografía de tórax "
                        "en seis semanas.",
                    ),
                ),
                "Dra. Lucía Prado, Medicina Interna",
            ),
        ),
    ),
)

GRACE = Person(
    "Grace",
    "Thompson",
    "female",
    date(1939, 8, 11),
    problems=(
        Problem("84114007", "Heart failure", Ago(40)),
        Problem("64859006", "Osteoporosis", Ago(80)),
        Problem("396275006", "Osteoarthritis", Ago(150)),
    ),
    medicines=(
        Medicine("4603", "Furosemide 40 mg tablet", "40 mg by mouth every morning", Ago(40), reason="Heart failure"),
        Medicine("5487", "Hydrochlorothiazide 25 mg tablet", "25 mg by mouth once daily", Ago(9)),
        Medicine("46041", "Alendronic acid 70 mg tablet", "70 mg by mouth once weekly", Ago(78)),
        Medicine("161", "Acetaminophen 500 mg tablet", "500 mg as needed, up to three times a day", Ago(70)),
    ),
    allergies=(
        Allergy("91936005", "Penicillin", "Anaphylaxis", is_severe=True),
        Allergy(None, "Codeine", "Nausea"),
    ),
    measured=(
        series.sodium(((24, "139"), (12, "137"), (6, "134"), (1, "131"))),
        series.potassium(((24, "4.1"), (12, "4.0"), (6, "3.7"), (1, "3.6"))),
        series.weight(((12, "58.4"), (6, "59.0"), (1, "61.3"))),
        series.systolic(((12, "126"), (6, "118"), (1, "112"))),
        series.diastolic(((12, "70"), (6, "68"), (1, "64"))),
    ),
    visits=(Visit(Ago(12), "Heart failure review", "Heart failure"), Visit(Ago(1), "Home visit", "Dizziness")),
    shots=(
        Shot("140", "Influenza, seasonal, preservative free", Ago(1)),
        Shot("33", "Pneumococcal polysaccharide PPV23", Ago(100)),
    ),
    flags=("Risk of falls: walks with a frame, two falls this year",),
    papers=(
        Paper(
            "hospital-discharge-scan.pdf",
            "consultation_note",
            0,
            13,
            Letter(
                "St. Brigid Hospital, Geriatric Medicine",
                "Discharge letter",
                (
                    (
                        "Diagnoses",
                        "Fall at home without fracture. Hyponatraemia under diuretics. Chronic heart failure.",
                    ),
                    (
                        "Course",
                        "Admitted after a fall with dizziness. Sodium on admission 126 mmol/L, at discharge "
                        "130 mmol/L. No evidence of stroke on CT of the head. No syncope.",
                    ),
                    (
                        "Medication changes",
                        "Hydrochlorothiazide was stopped. Furosemide 40 mg every morning continues. "
                        "Alendronic acid 70 mg once weekly continues.",
                    ),
                    (
                        "Recommendations",
                        "Check sodium within one week. Fluid restriction to 1.5 litres a day. Physiotherapy at home. "
                        "Consider a review of fall hazards in the flat.",
                    ),
                ),
                "Dr. Oliver Stein, Geriatric Medicine",
            ),
            Medium.SCAN,
        ),
    ),
)

NOAH = Person(
    "Noah",
    "Patel",
    "male",
    date(2019, 4, 25),
    problems=(Problem("65363002", "Otitis media", Ago(5), is_active=False),),
    measured=(series.weight(((12, "19.2"), (5, "20.4"))),),
    visits=(Visit(Ago(12), "Well-child visit", "Check-up"), Visit(Ago(5), "Consultation", "Earache")),
    shots=(
        Shot("03", "MMR", Ago(78)),
        Shot("21", "Varicella", Ago(78)),
        Shot("20", "DTaP", Ago(36)),
        Shot("140", "Influenza, seasonal, preservative free", Ago(1)),
    ),
    relatives=(Relative("mother", "Asthma", "195967001"),),
)

PEOPLE = (TOMAS, GRACE, NOAH)
