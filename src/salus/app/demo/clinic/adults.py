"""Robert, William and Jonas."""

from __future__ import annotations

from datetime import date

from salus.app.demo.clinic import series
from salus.app.demo.papers.content import LabLayout, LabLine, LabPanel, LabReport, Letter, Medium, Paper, Prescription
from salus.app.demo.people import Ago, Allergy, Medicine, Person, Problem, Relative, Shot, Visit

ROBERT = Person(
    "Robert",
    "Hale",
    "male",
    date(1957, 7, 21),
    problems=(
        Problem("44054006", "Type 2 diabetes mellitus", Ago(130)),
        Problem("433144002", "Chronic kidney disease stage 3", Ago(22)),
        Problem("38341003", "Hypertension", Ago(160)),
    ),
    medicines=(
        Medicine("6809", "Metformin 1000 mg tablet", "1000 mg by mouth twice daily", Ago(128), reason="Diabetes"),
        Medicine("29046", "Lisinopril 20 mg tablet", "20 mg by mouth once daily", Ago(150), reason="Hypertension"),
        Medicine("83367", "Atorvastatin 40 mg tablet", "40 mg by mouth at bedtime", Ago(100)),
        Medicine("5640", "Ibuprofen 400 mg tablet", "400 mg as needed for knee pain", Ago(40), until=Ago(22)),
    ),
    allergies=(Allergy("294505008", "Amoxicillin", "Hives"),),
    measured=(
        series.hba1c(((30, "7.0"), (24, "7.2"), (18, "7.5"), (12, "7.8"), (6, "8.1"))),
        series.egfr(((30, "64"), (24, "61"), (18, "57"), (12, "54"), (6, "51"))),
        series.creatinine_m(((30, "1.20"), (18, "1.32"), (6, "1.46"))),
        series.potassium(((30, "4.4"), (18, "4.7"), (6, "4.9"))),
        series.systolic(((30, "142"), (18, "144"), (6, "148"), (0, "152"))),
        series.diastolic(((30, "84"), (18, "86"), (6, "86"), (0, "88"))),
        series.weight(((30, "94"), (6, "97"))),
    ),
    visits=(
        Visit(Ago(30), "Diabetes review", "Diabetes"),
        Visit(Ago(18), "Diabetes review", "Diabetes"),
        Visit(Ago(6), "Diabetes review", "Diabetes"),
    ),
    shots=(
        Shot("140", "Influenza, seasonal, preservative free", Ago(1)),
        Shot("133", "Pneumococcal conjugate PCV 13", Ago(48)),
    ),
    relatives=(Relative("brother", "Myocardial infarction", "22298006", 58),),
    papers=(
        Paper(
            "renal-profile-scan.pdf",
            "lab_report",
            0,
            3,
            LabReport(
                LabLayout.RULED,
                (
                    LabPanel(
                        "Kidney and electrolytes",
                        (
                            LabLine("Creatinine", "1.58", "mg/dL", "0.7 - 1.3", "H"),
                            LabLine("eGFR (CKD-EPI 2021)", "47", "mL/min/1.73m2", "> 60", "L"),
                            LabLine("Potassium", "5.8", "mmol/L", "3.5 - 5.0", "H"),
                            LabLine("Sodium", "139", "mmol/L", "135 - 145"),
                            LabLine("Urea nitrogen (BUN)", "29", "mg/dL", "7 - 20", "H"),
                        ),
                    ),
                    LabPanel("Diabetes", (LabLine("HbA1c", "8.4", "%", "< 5.7", "H"),)),
                ),
                comment="Potassium repeated and confirmed. Sample not haemolysed.",
            ),
            Medium.SCAN,
        ),
        Paper(
            "knee-clinic-letter.pdf",
            "consultation_note",
            2,
            4,
            Letter(
                "Harbour Orthopaedic Clinic",
                "Clinic letter",
                (
                    ("Diagnosis", "Osteoarthritis of the right knee."),
                    (
                        "History",
                        "Pain on stairs for two years. No locking, no swelling. He stopped ibuprofen on advice "
                        "because of his kidneys. There is no history of gout.",
                    ),
                    ("Findings", "Varus alignment, crepitus, full extension. No effusion."),
                    (
                        "Plan",
                        "Physiotherapy for quadriceps strength. Paracetamol as needed. Please avoid NSAIDs in view of "
                        "chronic kidney disease. Review in six months; knee replacement is not needed at present.",
                    ),
                ),
                "Dr. Paul Engel, Orthopaedics",
            ),
        ),
    ),
)

WILLIAM = Person(
    "William",
    "Osei",
    "male",
    date(1961, 1, 30),
    problems=(Problem("90560007", "Gout", Ago(60)), Problem("266569009", "Benign prostatic hyperplasia", Ago(30))),
    medicines=(
        Medicine("519", "Allopurinol 300 mg tablet", "300 mg by mouth once daily", Ago(58), reason="Gout"),
        Medicine("77492", "Tamsulosin 0.4 mg capsule", "0.4 mg by mouth once daily", Ago(29)),
    ),
    measured=(
        series.psa(((36, "2.1"), (24, "2.6"), (12, "3.4"))),
        series.urate(((36, "8.1"), (24, "6.2"), (12, "5.8"))),
        series.systolic(((24, "134"), (12, "136"))),
        series.diastolic(((24, "82"), (12, "84"))),
    ),
    visits=(Visit(Ago(24), "Annual check", "Check-up"), Visit(Ago(12), "Annual check", "Check-up")),
    shots=(Shot("121", "Zoster, live", Ago(30)),),
    papers=(
        Paper(
            "annual-bloods.pdf",
            "lab_report",
            0,
            6,
            LabReport(
                LabLayout.COLUMNS,
                (
                    LabPanel("Tumor markers", (LabLine("PSA, total", "4.9", "ng/mL", "0.0-4.0", "H"),)),
                    LabPanel(
                        "Chemistry",
                        (
                            LabLine("Uric acid", "5.6", "mg/dL", "3.5-7.2"),
                            LabLine("Creatinine", "1.02", "mg/dL", "0.7-1.3"),
                            LabLine("Glucose, fasting", "101", "mg/dL", "70-99", "H"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

JONAS = Person(
    "Jonas",
    "Weber",
    "male",
    date(1991, 11, 3),
    problems=(Problem("195967001", "Asthma", Ago(190)), Problem("367498001", "Seasonal allergic rhinitis", Ago(200))),
    medicines=(
        Medicine("435", "Albuterol 90 mcg inhaler", "2 puffs as needed", Ago(190), reason="Asthma"),
        Medicine("19831", "Budesonide 200 mcg inhaler", "1 puff twice daily", Ago(60), reason="Asthma"),
    ),
    allergies=(Allergy("91934008", "Tree nuts", "Anaphylaxis", is_severe=True, is_food=True),),
    measured=(series.heart_rate(((8, "66"),)), series.systolic(((8, "118"),)), series.diastolic(((8, "72"),))),
    visits=(Visit(Ago(8), "Asthma review", "Asthma"), Visit(Ago(26), "Emergency visit", "Anaphylaxis", "EMER")),
    shots=(Shot("115", "Tdap", Ago(40)),),
    papers=(
        Paper(
            "emergency-discharge.pdf",
            "consultation_note",
            26,
            0,
            Letter(
                "St. Brigid Hospital, Emergency Department",
                "Discharge letter",
                (
                    ("Diagnosis", "Anaphylaxis after eating cashew nuts."),
                    (
                        "Course",
                        "Generalised urticaria and wheeze twenty minutes after the meal. Treated with adrenaline "
                        "0.5 mg intramuscularly, oxygen and salbutamol. Observed for twelve hours without recurrence.",
                    ),
                    ("Allergies", "Tree nuts: anaphylaxis. No known drug allergies."),
                    (
                        "Discharge advice",
                        "Carry two adrenaline auto-injectors at all times. Strict avoidance of cashew and pistachio. "
                        "Referral to the allergy clinic.",
                    ),
                ),
                "Dr. Ines Falk, Emergency Medicine",
            ),
        ),
        Paper(
            "inhaler-prescription.jpg",
            "prescription",
            8,
            0,
            Prescription(
                (
                    ("Budesonide 200 mcg inhaler", "One puff twice daily, rinse mouth after use", "1 inhaler"),
                    ("Albuterol 90 mcg inhaler", "Two puffs as needed for wheeze", "1 inhaler"),
                ),
                "Dr. Miriam Adler",
            ),
            Medium.PHOTO,
        ),
    ),
)

PEOPLE = (ROBERT, WILLIAM, JONAS)
