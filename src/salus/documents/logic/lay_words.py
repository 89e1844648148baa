"""What people say and what documents print for the same thing, for word search. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Everyday words to the words of reports; Spanish ones are in `spanish_words.csv`, names of tests in the test table.
LAY_WORDS: Mapping[str, tuple[str, ...]] = {
    "air": ("oxygen", "breathlessness"),
    "allergic": ("allergy", "allergies", "intolerance", "alergia"),
    "allergy": ("allergies", "allergic", "intolerance", "alergia"),
    "anaemia": ("anemia", "hemoglobin", "haemoglobin"),
    "anemia": ("anaemia", "hemoglobin", "haemoglobin"),
    "apnea": ("apnoea", "cpap"),
    "apnoea": ("apnea", "cpap"),
    "appointment": ("follow up", "review", "visit", "control"),
    "asthma": ("bronchial", "inhaler"),
    "back": ("spine", "lumbar", "spinal", "vertebral", "disc"),
    "blood clot": ("thrombosis", "embolism", "trombosis"),
    "blood count": ("hemoglobin", "leukocytes", "platelets", "full blood count", "complete blood count"),
    "blood pressure": ("hypertension", "mmhg", "systolic", "bp", "ta", "presion", "tension"),
    "blood test": ("laboratory", "results"),
    "blood thinner": ("anticoagulant", "warfarin", "apixaban", "rivaroxaban", "heparin"),
    "bone": ("fracture", "radiograph", "density"),
    "bone density": ("dexa", "dxa", "t score", "osteopenia", "osteoporosis"),
    "bones": ("osteoporosis", "osteopenia", "fracture", "density"),
    "bp": ("blood pressure", "mmhg", "ta", "presion", "tension"),
    "bowel": ("colon", "colonoscopy", "intestine", "stool"),
    "break": ("fracture",),
    "breathing": ("dyspnoea", "dyspnea", "shortness of breath", "respiratory"),
    "breathing pauses": ("apnoea", "apnea", "hypopnoea"),
    "broken": ("fracture",),
    "cancer": ("carcinoma", "malignancy", "malignant", "neoplasm", "tumour", "tumor"),
    "chest x ray": ("chest radiograph", "thorax"),
    "clot": ("thrombosis", "embolism", "thrombus", "dvt", "embolus"),
    "depressed": ("depression", "mood", "depressive"),
    "diagnosis": ("diagnoses", "assessment", "impression", "conclusion"),
    "dizzy": ("dizziness", "vertigo", "syncope"),
    "dose": ("dosage", "mg", "daily"),
    "ejection fraction": ("lvef", "ef"),
    "ear": ("hearing", "otitis", "tinnitus"),
    "eye": ("ocular", "visual", "retinopathy", "ophthalmology", "intraocular"),
    "eyes": ("ocular", "visual", "retinopathy", "ophthalmology", "intraocular"),
    "family": ("mother", "father", "sister", "brother", "family history"),
    "follow up": ("review", "repeat", "recommended", "appointment", "control"),
    "hay fever": ("pollen", "rhinitis", "antihistamine", "cetirizine"),
    "hearing": ("audiometry", "tinnitus", "decibels"),
    "heart": ("cardiac", "cardiology", "echocardiography", "ejection fraction"),
    "heart attack": ("myocardial infarction", "infarction"),
    "heart failure": ("cardiac failure", "ejection fraction"),
    "heartburn": ("reflux", "gastric", "omeprazole", "pantoprazole"),
    "high blood pressure": ("hypertension", "hypertensive"),
    "hip": ("femoral", "femur"),
    "hospital": ("admitted", "admission", "discharge", "ward"),
    "iron": ("ferritin", "transferrin"),
    "kidney": ("renal", "creatinine", "egfr", "kidneys"),
    "kidneys": ("renal", "creatinine", "egfr", "kidney"),
    "left atrium": ("la", "atrial"),
    "left ventricle": ("lv", "ventricular"),
    "liver": ("hepatic", "alt", "ast", "bilirubin"),
    "lump": ("mass", "nodule", "lesion"),
    "lung": ("pulmonary", "chest", "pneumonia", "spirometry"),
    "lungs": ("pulmonary", "chest", "pneumonia", "spirometry"),
    "mammogram": ("mammography", "breast", "birads"),
    "medication": ("medicine", "prescription", "tablet", "drug", "medicamento"),
    "medications": ("medicine", "prescription", "tablet", "drug", "medicamento"),
    "medicine": ("medication", "prescription", "tablet", "drug", "medicamento"),
    "medicines": ("medication", "prescription", "tablet", "drug", "medicamento"),
    "memory": ("dementia", "cognitive"),
    "mole": ("naevus", "nevus", "pigmented lesion", "melanoma"),
    "operated": ("surgery", "operation", "procedure", "operative", "removed"),
    "operation": ("surgery", "procedure", "cirugia"),
    "painkiller": ("analgesic", "ibuprofen", "paracetamol", "acetaminophen"),
    "pills": ("tablet", "medication", "prescription"),
    "prescribed": ("prescription", "medication", "rx"),
    "prostate": ("psa", "urology"),
    "scan": ("ct", "mri", "ultrasound", "imaging", "tomography"),
    "shot": ("vaccine", "vaccination", "immunization"),
    "sleep": ("apnoea", "apnea", "snoring", "insomnia"),
    "smoking": ("smoker", "tobacco", "cigarettes", "smokes"),
    "stomach": ("gastric", "gastroscopy", "gastritis", "ulcer"),
    "stroke": ("cerebrovascular", "tia"),
    "sugar": ("glucose", "hba1c", "glucosa"),
    "surgery": ("operation", "procedure", "cirugia"),
    "swollen": ("oedema", "edema", "swelling"),
    "thyroid": ("tsh", "thyroxine", "levothyroxine", "hypothyroidism"),
    "tumor": ("tumour", "mass", "carcinoma"),
    "tumour": ("tumor", "mass", "carcinoma"),
    "ultrasound": ("sonography", "ultrasonography", "ecografia"),
    "vaccine": ("vaccination", "immunization", "immunisation"),
    "water pill": ("diuretic", "furosemide", "hydrochlorothiazide"),
    "weight": ("kg", "bmi", "body mass index"),
    "white cells": ("leukocytes", "leucocytes", "wbc"),
    "x ray": ("radiograph", "radiography", "xray"),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of questions that say nothing about what is looked for, English and Spanish.
QUESTION_WORDS = _words(
    """
    a about after all also am an and any are as at be been before being but by can could did do does doing done for
    from get gave give given had has have having he her here him his how i if in into is it its just know like look
    many may me mean means meant mine much my need no not of on one or our out please say said says she should show
    so some take tell than that the their them then there these they think this those through to told too up us very
    anyone anything day everything name pls please someone something thanks time
    was we were what when where whether which who why will with would you your
    al algo como con cual cuales cuando cuanto de del dice dijo donde el ella en era es esta estaba estan este esto
    fue ha han hay la las le lo los me mi mis muy o para pero por porque que quien se ser si sin sobre son su sus
    tengo tiene un una y yo
    """
)

# Small words that no English question holds.
SPANISH_WORDS = _words(
    "que cual cuales cuando cuanto cuanta cuantos cuantas como donde quien mi mis el los las del por para tengo tomo "
    "una un en con sobre fue hay dijo dice mostro salio esta estoy debo puedo hicieron"
)
LATEST_WORDS = _words(
    """
    latest last moment recent recently newest current currently now present today
    actual actuales ahora reciente ultima ultimas ultimo ultimos
    """
)
