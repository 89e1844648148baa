"""Elena, Amara, Sofia and Mei-Ling."""

from __future__ import annotations

from datetime import date

from salus.app.demo.clinic import series
from salus.app.demo.papers.content import (
    LabLayout,
    LabLine,
    LabPanel,
    LabReport,
    Letter,
    Medium,
    Paper,
    Prescription,
)
from salus.app.demo.people import Ago, Allergy, Medicine, Person, Problem, Relative, Shot, Visit

ELENA_LABS = LabReport(
    LabLayout.RULED,
    (
        LabPanel(
            "Blood count",
            (
                LabLine("Haemoglobin", "11.4", "g/dL", "12.0 - 15.5", "L"),
                LabLine("Haematocrit", "35.1", "%", "36 - 50", "L"),
                LabLine("MCV", "77", "fL", "80 - 100", "L"),
                LabLine("Leukocytes", "6.2", "10^3/uL", "4.0 - 11.0"),
                LabLine("Platelets", "412", "10^3/uL", "150 - 400", "H"),
            ),
        ),
        LabPanel(
            "Iron studies",
            (
                LabLine("Ferritin", "11", "ng/mL", "15 - 200", "L"),
                LabLine("Iron", "38", "ug/dL", "60 - 170", "L"),
            ),
        ),
        LabPanel("Thyroid", (LabLine("TSH", "2.1", "mIU/L", "0.4 - 4.0"),)),
        LabPanel(
            "Chemistry",
            (
                LabLine("Glucose, fasting", "94", "mg/dL", "70 - 99"),
                LabLine("Creatinine", "0.8", "mg/dL", "0.6 - 1.1"),
                LabLine("ALT", "21", "U/L", "0 - 35"),
                LabLine("Vitamin D (25-OH)", "24", "ng/mL", "20 - 100"),
            ),
        ),
    ),
    comment="Picture of iron deficiency with microcytic anaemia. Suggest search for a source of blood loss.",
)

ELENA_SCREENING = Letter(
    "Riverside Breast Imaging Centre",
    "Screening mammography, both breasts",
    (
        ("Indication", "Routine screening. Mother had breast cancer at age 62. No lump, no nipple discharge."),
        ("Comparison", "Mammography of two years before."),
        ("Breast composition", "The breasts show scattered fibroglandular densities (density b)."),
        (
            "Findings",
            "No suspicious mass, architectural distortion or grouped microcalcifications. A stable round density of "
            "6 mm in the right upper outer quadrant, unchanged, consistent with an intramammary lymph node.",
        ),
        ("Impression", "BI-RADS 2: benign finding. Next screening mammography in two years."),
    ),
    "Dr. Hanna Brandt, Radiology",
    has_picture=True,
)

ELENA_VISIT = Letter(
    "Lindenpark Family Practice",
    "Consultation note",
    (
        (
            "Reason for visit",
            "Tired for about four months, short of breath on the third flight of stairs. Denies chest pain. "
            "No melaena, no change in bowel habit. Periods ended four years ago.",
        ),
        ("Medication", "Lisinopril 10 mg once daily. Levothyroxine 75 mcg once daily."),
        ("Allergies", "Penicillin (rash in childhood)."),
        ("Family history", "Mother: breast cancer at 62. Father: hypertension. No family history of colon cancer."),
        (
            "Assessment",
            "Fatigue with falling ferritin, iron deficiency likely. Hypertension well controlled at 128/78 mmHg. "
            "Hypothyroidism substituted.",
        ),
        (
            "Plan",
            "Blood count, iron studies and TSH today. Referral for gastroscopy and colonoscopy if iron deficiency is "
            "confirmed. Start ferrous sulfate 325 mg every other day after blood is drawn. Review in six weeks.",
        ),
    ),
    "Dr. Miriam Adler, Family Medicine",
)

ELENA = Person(
    "Elena",
    "Marin",
    "female",
    date(1968, 3, 14),
    problems=(
        Problem("38341003", "Hypertension", Ago(92)),
        Problem("40930008", "Hypothyroidism", Ago(120)),
        Problem("195967001", "Asthma", Ago(300), is_active=False),
    ),
    medicines=(
        Medicine("29046", "Lisinopril 10 mg tablet", "10 mg by mouth once daily", Ago(92), reason="Hypertension"),
        Medicine(
            "10582", "Levothyroxine 75 mcg tablet", "75 mcg by mouth once daily", Ago(118), reason="Hypothyroidism"
        ),
    ),
    allergies=(Allergy("91936005", "Penicillin", "Rash"),),
    measured=(
        series.ferritin(((27, "48"), (14, "30"), (6, "19"))),
        series.haemoglobin_f(((27, "13.4"), (14, "13.0"), (6, "12.3"))),
        series.tsh(((27, "2.4"), (14, "1.9"), (6, "2.2"))),
        series.systolic(((27, "138"), (14, "132"), (6, "130"), (0, "128"))),
        series.diastolic(((27, "86"), (14, "82"), (6, "80"), (0, "78"))),
        series.weight(((27, "71.2"), (14, "70.4"), (6, "69.9"), (0, "68.6"))),
    ),
    visits=(
        Visit(Ago(27), "Annual check", "Check-up"),
        Visit(Ago(14), "Annual check", "Check-up"),
        Visit(Ago(6), "Follow-up visit", "Blood pressure"),
        Visit(Ago(0, 9), "Consultation", "Tiredness"),
    ),
    shots=(
        Shot("140", "Influenza, seasonal, preservative free", Ago(13)),
        Shot("115", "Tdap", Ago(70)),
    ),
    relatives=(Relative("mother", "Breast cancer", "254837009", 62), Relative("father", "Hypertension", "38341003")),
    papers=(
        Paper("mammography.pdf", "imaging", 11, 0, ELENA_SCREENING),
        Paper("visit-note.pdf", "consultation_note", 0, 9, ELENA_VISIT),
        Paper("blood-results.pdf", "lab_report", 0, 7, ELENA_LABS),
        Paper(
            "prescription-photo.jpg",
            "prescription",
            0,
            5,
            Prescription(
                (
                    ("Ferrous sulfate 325 mg tablets", "Take one tablet by mouth every other day", "30 tablets"),
                    ("Lisinopril 10 mg tablets", "Take one tablet by mouth once daily", "90 tablets"),
                ),
                "Dr. Miriam Adler",
                note="Take iron on an empty stomach. Dark stools are harmless.",
            ),
            Medium.PHOTO,
        ),
    ),
)

AMARA = Person(
    "Amara",
    "Okafor",
    "female",
    date(1983, 9, 2),
    problems=(Problem("24184005", "Elevated blood pressure reading", Ago(20), is_active=False),),
    measured=(
        series.haemoglobin_f(((19, "13.1"),)),
        series.systolic(((19, "136"), (2, "124"))),
        series.diastolic(((19, "88"), (2, "80"))),
    ),
    visits=(Visit(Ago(19), "Annual check", "Check-up"), Visit(Ago(0, 20), "Consultation", "Breast lump")),
    relatives=(
        Relative("mother", "Breast cancer", "254837009", 44),
        Relative("maternal aunt", "Ovarian cancer", "363443007", 51),
    ),
    papers=(
        Paper(
            "breast-consultation.pdf",
            "consultation_note",
            0,
            20,
            Letter(
                "Lindenpark Family Practice",
                "Consultation note",
                (
                    (
                        "Reason for visit",
                        "She noticed a new hard lump in the left breast three weeks ago. No nipple discharge. "
                        "No fever.",
                    ),
                    (
                        "Family history",
                        "Mother had breast cancer at 44. A maternal aunt had ovarian cancer at 51. "
                        "BRCA status of the family is not known.",
                    ),
                    (
                        "Examination",
                        "Firm, poorly mobile lump of about 15 mm in the left upper outer quadrant. No skin dimpling. "
                        "No palpable axillary nodes.",
                    ),
                    ("Assessment", "Unexplained breast lump at 30 or older: two-week referral."),
                    ("Plan", "Diagnostic mammography and ultrasound. Genetic risk assessment to be offered."),
                ),
                "Dr. Miriam Adler, Family Medicine",
            ),
        ),
        Paper(
            "diagnostic-mammography.pdf",
            "imaging",
            0,
            11,
            Letter(
                "Riverside Breast Imaging Centre",
                "Diagnostic mammography and ultrasound, left breast",
                (
                    ("Indication", "Palpable lump in the left breast, upper outer quadrant."),
                    ("Breast composition", "Heterogeneously dense breast tissue (density c)."),
                    (
                        "Findings",
                        "Irregular mass with indistinct margin of 14 x 12 mm in the left upper outer quadrant at the "
                        "palpable site. On ultrasound hypoechoic, taller than wide. No suspicious axillary node.",
                    ),
                    (
                        "Impression",
                        "BI-RADS 4C: high suspicion for malignancy. Ultrasound-guided core biopsy is recommended.",
                    ),
                ),
                "Dr. Hanna Brandt, Radiology",
                has_picture=True,
            ),
            Medium.SCAN,
        ),
    ),
)

SOFIA = Person(
    "Sofia",
    "Lindqvist",
    "female",
    date(1996, 5, 27),
    is_pregnant=True,
    problems=(Problem("77386006", "Pregnancy", Ago(5)),),
    medicines=(Medicine("4511", "Folic acid 400 mcg tablet", "400 mcg by mouth once daily", Ago(7)),),
    allergies=(Allergy("91935009", "Peanut", "Swelling of lips", is_severe=True, is_food=True),),
    measured=(
        series.haemoglobin_f(((15, "12.9"), (3, "12.1"))),
        series.systolic(((5, "112"), (3, "114"), (1, "118"))),
        series.diastolic(((5, "70"), (3, "70"), (1, "74"))),
        series.weight(((5, "62.0"), (3, "64.1"), (1, "67.0"))),
    ),
    visits=(
        Visit(Ago(5), "First antenatal visit", "Pregnancy"),
        Visit(Ago(3), "Antenatal visit", "Pregnancy"),
        Visit(Ago(1), "Antenatal visit", "Pregnancy"),
    ),
    shots=(Shot("115", "Tdap", Ago(0, 18)),),
    papers=(
        Paper(
            "antenatal-bloods.pdf",
            "lab_report",
            0,
            16,
            LabReport(
                LabLayout.COLUMNS,
                (
                    LabPanel(
                        "Haematology",
                        (
                            LabLine("Hemoglobin", "10.6", "g/dL", "12.0-15.5", "L"),
                            LabLine("Platelet count", "231", "K/uL", "150-400"),
                            LabLine("White blood cells", "9.8", "K/uL", "4.0-11.0"),
                        ),
                    ),
                    LabPanel(
                        "Metabolism",
                        (
                            LabLine("Glucose, fasting", "88", "mg/dL", "70-99"),
                            LabLine("Ferritin", "14", "ng/mL", "15-200", "L"),
                            LabLine("TSH", "1.7", "uIU/mL", "0.4-4.0"),
                        ),
                    ),
                ),
                comment="Second trimester sample.",
            ),
        ),
    ),
)

MEI_LING = Person(
    "Mei-Ling",
    "Chen",
    "female",
    date(1976, 12, 8),
    problems=(Problem("55822004", "Hyperlipidemia", Ago(34)),),
    medicines=(
        Medicine("83367", "Atorvastatin 20 mg tablet", "20 mg by mouth at bedtime", Ago(33), reason="Hyperlipidemia"),
    ),
    measured=(
        series.ldl(((34, "178"), (30, "112"), (18, "96"), (6, "91"))),
        series.hba1c(((34, "5.5"), (18, "5.6"))),
        series.systolic(((34, "126"), (18, "124"), (6, "122"))),
        series.diastolic(((34, "82"), (18, "80"), (6, "78"))),
    ),
    visits=(Visit(Ago(34), "Annual check", "Check-up"), Visit(Ago(6), "Follow-up visit", "Cholesterol")),
    shots=(Shot("140", "Influenza, seasonal, preservative free", Ago(1)),),
    papers=(
        Paper(
            "lipids-cumulative.pdf",
            "lab_report",
            0,
            24,
            LabReport(
                LabLayout.CUMULATIVE,
                (
                    LabPanel(
                        "Lipids",
                        (
                            LabLine("Total cholesterol", "172", "mg/dL", "< 200", "", ("176", "188")),
                            LabLine("LDL cholesterol", "94", "mg/dL", "< 100", "", ("91", "96")),
                            LabLine("HDL cholesterol", "58", "mg/dL", "> 50", "", ("57", "55")),
                            LabLine("Triglycerides", "101", "mg/dL", "< 150", "", ("118", "140")),
                        ),
                    ),
                    LabPanel("Liver", (LabLine("ALT", "28", "U/L", "0 - 35", "", ("30", "27")),)),
                ),
                earlier_months=(6, 18),
            ),
        ),
    ),
)

PEOPLE = (ELENA, AMARA, SOFIA, MEI_LING)
