"""What people say and what documents print for the same thing, for word search. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Everyday words to the words of reports; laboratory names come from the test table, not from here.
LAY_WORDS: Mapping[str, tuple[str, ...]] = {
    "allergic": ("allergy", "allergies", "intolerance", "alergia"),
    "allergy": ("allergies", "allergic", "intolerance", "alergia"),
    "anaemia": ("anemia", "hemoglobin", "haemoglobin"),
    "anemia": ("anaemia", "hemoglobin", "haemoglobin"),
    "appointment": ("follow up", "review", "visit", "control"),
    "asthma": ("bronchial", "inhaler"),
    "blood count": ("hemoglobin", "leukocytes", "platelets", "full blood count", "complete blood count"),
    "blood pressure": ("hypertension", "mmhg", "systolic"),
    "blood test": ("laboratory", "results"),
    "blood thinner": ("anticoagulant", "warfarin", "apixaban", "rivaroxaban", "heparin"),
    "bone density": ("dexa", "dxa", "t score", "osteopenia", "osteoporosis"),
    "breathing": ("dyspnoea", "dyspnea", "shortness of breath", "respiratory"),
    "cancer": ("carcinoma", "malignancy", "malignant", "neoplasm", "tumour", "tumor"),
    "chest x ray": ("chest radiograph", "thorax"),
    "diagnosis": ("diagnoses", "assessment", "impression", "conclusion"),
    "dose": ("dosage", "mg", "daily"),
    "family": ("mother", "father", "sister", "brother", "family history"),
    "follow up": ("review", "repeat", "recommended", "appointment", "control"),
    "heart attack": ("myocardial infarction", "infarction"),
    "heart failure": ("cardiac failure", "ejection fraction"),
    "high blood pressure": ("hypertension", "hypertensive"),
    "hospital": ("admitted", "admission", "discharge", "ward"),
    "iron": ("ferritin", "transferrin"),
    "kidney": ("renal", "creatinine", "egfr", "kidneys"),
    "kidneys": ("renal", "creatinine", "egfr", "kidney"),
    "liver": ("hepatic", "alt", "ast", "bilirubin"),
    "lump": ("mass", "nodule", "lesion"),
    "mammogram": ("mammography", "breast", "birads"),
    "medicine": ("medication", "prescription", "tablet", "drug", "medicamento"),
    "medicines": ("medication", "prescription", "tablet", "drug", "medicamento"),
    "medication": ("medicine", "prescription", "tablet", "drug", "medicamento"),
    "medications": ("medicine", "prescription", "tablet", "drug", "medicamento"),
    "operation": ("surgery", "procedure", "cirugia"),
    "painkiller": ("analgesic", "ibuprofen", "paracetamol", "acetaminophen"),
    "pills": ("tablet", "medication", "prescription"),
    "prescribed": ("prescription", "medication", "rx"),
    "scan": ("ct", "mri", "ultrasound", "imaging", "tomography"),
    "smoking": ("smoker", "tobacco", "cigarettes", "smokes"),
    "stroke": ("cerebrovascular", "tia"),
    "sugar": ("glucose", "hba1c", "glucosa"),
    "surgery": ("operation", "procedure", "cirugia"),
    "tumour": ("tumor", "mass", "carcinoma"),
    "tumor": ("tumour", "mass", "carcinoma"),
    "ultrasound": ("sonography", "ultrasonography", "ecografia"),
    "vaccine": ("vaccination", "immunization", "immunisation"),
    "water pill": ("diuretic", "furosemide", "hydrochlorothiazide"),
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
    was we were what when where whether which who why will with would you your
    al algo como con cual cuales cuando cuanto de del dice dijo donde el ella en era es esta estaba estan este esto
    fue ha han hay la las le lo los me mi mis muy o para pero por porque que quien se ser si sin sobre son su sus
    tengo tiene un una y yo
    """
)

LATEST_WORDS = _words(
    """
    latest last recent recently newest current currently now today actual actuales ahora reciente ultima ultimas
    ultimo ultimos
    """
)
