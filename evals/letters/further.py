"""Seven further invented letters, written without sight of the rules, scored once, and mended for since."""

from __future__ import annotations

from evals.letters.types import Written

ORTHO = Written(
    "orthopaedic letter",
    """
# Stonebridge Orthopaedic Centre
Dictated 18 October 2023
Re: Ms. Dana Notional, born 9 December 1961
Diagnosis: osteoarthritis of the left hip
Comorbidities: obesity, obstructive sleep apnoea, hypothyroidism
Allergies: none known
Medication: levothyroxine 100 micrograms, paracetamol 1 g up to four times a day, ramipril 5 mg.
She has no history of deep vein thrombosis. Her mother had osteoporosis and a hip fracture at 80.
X-ray shows narrowing of the joint space. Avascular necrosis cannot be excluded and an MRI is booked.
We talked about total hip replacement. If it is done, she will need enoxaparin for 28 days.
# Plan
Physiotherapy, weight loss, review in four months.
""",
    """
condition | osteoarthritis / osteoarthritis of hip / hip osteoarthritis / osteoarthritis of the left hip | present
condition | obesity | present
condition | obstructive sleep apnea / obstructive sleep apnoea / obstructive sleep apnea syndrome | present
condition | hypothyroidism | present
allergy | none known / no known allergy / allergies: none known / no known allergies | absent
medication | levothyroxine / levothyroxine sodium | present
medication | paracetamol / acetaminophen | present
medication | ramipril | present
condition | deep vein thrombosis / deep venous thrombosis | absent
family_history | osteoporosis | other_person
family_history | hip fracture / fracture of hip / fracture | other_person
condition | avascular necrosis / osteonecrosis | uncertain
medication | enoxaparin / enoxaparin sodium | hypothetical
""",
)

PSYCHIATRY = Written(
    "psychiatric summary",
    """
# Millbrook Community Mental Health Team
15/01/2025
Client: Leslie Conjured, 41 years
Presenting problem
Bipolar disorder, currently stable. Generalised anxiety disorder.
Past medical history
Migraine since adolescence. Pneumonia in 2017. Gallstones, cholecystectomy 2020.
Drug allergies
Lamotrigine (Stevens-Johnson syndrome)
Trimethoprim
Current medicines
Lithium carbonate 800 mg nocte
Quetiapine 200 mg nocte
Propranolol 40 mg when required
Previously tried: olanzapine (weight gain), valproate.
Family history
Uncle with schizophrenia. Father: alcohol dependence. No dementia.
Risk
Denies suicidal thoughts. No psychosis.
""",
    """
condition | bipolar disorder | present
condition | generalised anxiety disorder / generalized anxiety disorder / anxiety / anxiety disorder | present
condition | migraine | present / historical
condition | pneumonia | historical
condition | gallstones / cholelithiasis / gallstone disease | historical / present
allergy | lamotrigine | present
allergy | trimethoprim | present
medication | lithium / lithium carbonate | present
medication | quetiapine | present
medication | propranolol | present
medication | olanzapine | historical
medication | valproate / valproic acid / divalproex | historical
family_history | schizophrenia | other_person
family_history | alcohol dependence / alcohol use disorder / alcoholism / alcohol abuse | other_person
family_history | dementia | absent
condition | psychosis | absent
""",
)

GP_SUMMARY = Written(
    "practice summary",
    """
# Summary printed on 03 June 2025 for Mr. Tariq Dreamt, born 14 July 1968
# Active Problems
Ulcerative colitis (2009)
Psoriasis
Hypertension
# Significant Past
Kidney stone (2016)
Pulmonary tuberculosis, treated 1990
# Repeat Medication
Mesalazine 800mg gastro-resistant tablets - Take two twice a day
Amlodipine 10mg tablets - One daily
Calcipotriol ointment - Apply once daily
# Allergies and Adverse Reactions
Aspirin - bronchospasm
Co-amoxiclav - jaundice
# Vaccinations
Influenza 12/10/2024
Hepatitis B course completed 2012
# Lifestyle
Ex-smoker
Alcohol 4 units a week
""",
    """
condition | ulcerative colitis | present
condition | psoriasis | present
condition | hypertension | present
condition | kidney stone / nephrolithiasis / renal calculus / kidney stones | historical / present
condition | pulmonary tuberculosis / tuberculosis | historical
medication | mesalazine / mesalamine | present
medication | amlodipine | present
medication | calcipotriol / calcipotriene | present
allergy | aspirin | present
allergy | co-amoxiclav / amoxicillin and clavulanate / amoxicillin/clavulanate / amoxicillin-clavulanate | present
""",
)

HEMATOLOGY = Written(
    "haematology note",
    """
# Northfield Cancer Center, Hematology
Visit date: August 5, 2024
Patient: Grace Imagined (DOB 11/30/1954)
# HPI
69-year-old woman with multiple myeloma diagnosed in 2021, in remission. She denies fever or bleeding. No evidence of
amyloidosis. Course complicated by pulmonary embolism in 2022, for which she took rivaroxaban until 2023.
# Medications
1. Lenalidomide 10 mg daily days 1-21
2. Acyclovir 400 mg BID
3. Aspirin 81 mg daily
4. Lisinopril 20 mg daily
# Allergies
NKDA
# Family History
Sister - lymphoma, diagnosed at 55. Mother - Alzheimer's disease. No family history of leukemia.
# Assessment and Plan
Multiple myeloma in remission. Peripheral neuropathy from bortezomib, mild. Rule out osteonecrosis of the jaw.
Hold lenalidomide if platelets fall below 50. Start duloxetine 30 mg daily.
""",
    """
condition | multiple myeloma | present
condition | amyloidosis | absent
condition | pulmonary embolism | historical
medication | rivaroxaban | historical
medication | lenalidomide | present
medication | acyclovir / aciclovir | present
medication | aspirin | present
medication | lisinopril | present
allergy | no known drug allergies / no known drug allergy / nkda / no known allergy / drug allergy | absent
family_history | lymphoma | other_person
family_history | alzheimer's disease / alzheimer disease | other_person
family_history | leukemia | absent
condition | peripheral neuropathy | present
condition | osteonecrosis of the jaw / osteonecrosis | uncertain / hypothetical
medication | duloxetine | present / hypothetical
""",
)

GINECOLOGIA = Written(
    "spanish gynaecology",
    """
# Unidad de Ginecología, Hospital Infanta Imaginaria
Fecha de consulta: 14/06/2025
Paciente: Beatriz Soñada Ortiz, F. Nac.: 02/03/1988
AP: endometriosis, hipotiroidismo, migraña con aura. Cesárea en 2019. Diabetes gestacional en 2018.
AF: abuela materna con cáncer de ovario, padre hipertenso.
Alergias medicamentosas: amoxicilina (exantema), AINEs.
Tratamiento habitual: levotiroxina 88 mcg/día, dienogest 2 mg/día.
No presenta fiebre. Niega síndrome de ovario poliquístico.
Juicio clínico: mioma uterino. Probable adenomiosis.
Plan: suspender anticonceptivos orales. Iniciar hierro oral 80 mg al día. Si sangrado, ácido tranexámico 1 g cada 8 h.
""",
    """
condition | endometriosis | present
condition | hypothyroidism / hipotiroidismo | present
condition | migraine with aura / migraine / migrana con aura / migrana | present
condition | gestational diabetes / gestational diabetes mellitus / diabetes gestacional | historical
family_history | ovarian cancer / malignant neoplasm of ovary / cancer de ovario | other_person
family_history | hypertension / hipertenso | other_person
allergy | amoxicillin / amoxicilina | present
allergy | nsaid / nsaids / aine / aines / nonsteroidal anti-inflammatory drugs | present
medication | levothyroxine / levotiroxina / levothyroxine sodium | present
medication | dienogest | present
condition | polycystic ovary syndrome / sindrome de ovario poliquistico | absent
condition | uterine fibroid / uterine leiomyoma / uterine fibroids / mioma uterino | present
condition | adenomyosis / adenomiosis | uncertain
medication | tranexamic acid / acido tranexamico | hypothetical
medication | iron / hierro / hierro oral / ferrous sulfate | present / hypothetical
""",
)

URGENCIAS = Written(
    "spanish emergency",
    """
# Servicio de Urgencias
Fecha de asistencia: 22 de diciembre de 2024
Nombre: Luis Irreal Campos   Edad: 59 años
# Motivo de consulta
Dolor torácico
# Antecedentes
Dislipemia
EPOC
Fumador de 20 cigarrillos al día
No diabetes mellitus
# Alergias
No conocidas
# Medicación habitual
Rosuvastatina 10 mg
Tiotropio 18 mcg
Ácido acetilsalicílico 100 mg
# Familia
Hermano con muerte súbita, madre con ictus
# Impresión diagnóstica
Síndrome coronario agudo descartado. Reflujo gastroesofágico.
# Al alta
Omeprazol 20 mg durante 14 días
Acuda a su médico si presenta disnea
""",
    """
condition | dyslipidemia / dyslipidaemia / hyperlipidemia / dislipemia | present
condition | copd / chronic obstructive pulmonary disease / epoc | present
condition | diabetes mellitus / diabetes / type 2 diabetes mellitus | absent
allergy | no known allergy / no known allergies / no conocidas | absent
medication | rosuvastatin / rosuvastatina | present
medication | tiotropium / tiotropio | present
medication | aspirin / acetylsalicylic acid / acido acetilsalicilico | present
family_history | sudden death / sudden cardiac death / muerte subita | other_person
family_history | stroke / ictus | other_person
condition | acute coronary syndrome / sindrome coronario agudo | absent
condition | gastroesophageal reflux disease / gastro-oesophageal reflux disease / reflujo gastroesofagico | present
medication | omeprazole / omeprazol | present
""",
)

ENDOSCOPY = Written(
    "spanish digestive letter",
    """
# Consulta de Aparato Digestivo
Lugo, 7 de abril de 2025
Apreciado compañero:
Veo a la Sra. Olvido Quimera, de 52 años, con enfermedad celíaca y osteopenia. No tiene enfermedad de Crohn.
En 2016 sufrió una pancreatitis aguda. Es alérgica al látex. Su padre falleció de cáncer de colon.
Actualmente toma calcio con vitamina D, pantoprazol 40 mg cada 24 horas y sertralina 50 mg cada mañana.
La colonoscopia no muestra pólipos. Se sospecha colitis microscópica.
Un cordial saludo.
""",
    """
condition | celiac disease / coeliac disease / enfermedad celiaca | present
condition | osteopenia | present
condition | crohn's disease / crohn disease / enfermedad de crohn | absent
condition | acute pancreatitis / pancreatitis / pancreatitis aguda | historical
allergy | latex | present
family_history | colon cancer / colorectal cancer / malignant neoplasm of colon / cancer de colon | other_person
medication | pantoprazole / pantoprazol | present
medication | sertraline / sertralina | present
medication | calcium / calcio / calcium and vitamin d / vitamin d / calcium carbonate and vitamin d | present
condition | microscopic colitis / colitis microscopica / colitis | uncertain
""",
)

LETTERS = (ORTHO, PSYCHIATRY, GP_SUMMARY, HEMATOLOGY, GINECOLOGIA, URGENCIAS, ENDOSCOPY)
