"""Five invented English letters, written without sight of the rules, with what a doctor reads in each."""

from __future__ import annotations

from evals.letters.types import Written

DISCHARGE = Written(
    "english discharge",
    """
# Larkfield District Hospital, Department of General Medicine
Date of discharge: 14 March 2025
Re: Martin SAMPLE, born 3 May 1957
# DIAGNOSES
1. Acute exacerbation of COPD
2. Atrial fibrillation, first seen 2022
3. Essential hypertension
# PAST HISTORY
Myocardial infarction 2014. Appendicectomy as a child. Hyperlipidaemia.
# ALLERGIES
Penicillin: rash. Codeine: nausea.
# COURSE
He came with three days of worsening breathlessness. Pneumonia was excluded by chest X-ray and there was no sign of
pulmonary embolism on CT. Doxycycline was given for five days and has finished.
# MEDICATION AT DISCHARGE
Apixaban 5 mg twice daily
Bisoprolol 2.5 mg once daily
Atorvastatin 40 mg at night
Tiotropium 18 mcg inhaled once daily
Prednisolone 30 mg daily, stop after 16 March
# STOPPED
Verapamil 120 mg was stopped because of bradycardia.
# FAMILY
His father had a stroke at 71; a sister has type 1 diabetes.
# FOLLOW-UP
Lung function in six weeks. If wheeze returns, call us.
""",
    """
condition | copd / chronic obstructive pulmonary disease | present
condition | atrial fibrillation | present
condition | hypertension / essential hypertension | present
condition | myocardial infarction | historical
condition | hyperlipidaemia / hyperlipidemia | present / historical
allergy | penicillin | present
allergy | codeine | present
condition | pneumonia | absent
condition | pulmonary embolism | absent
medication | doxycycline | historical / absent / present
medication | apixaban | present
medication | bisoprolol | present
medication | atorvastatin | present
medication | tiotropium | present
medication | prednisolone | present
medication | verapamil | historical / absent
condition | bradycardia | present / historical
family_history | stroke | other_person
family_history | type 1 diabetes / type 1 diabetes mellitus | other_person
""",
)

CLINIC_NOTE = Written(
    "english clinic note",
    """
# Orchard Rheumatology
Clinic of 02/09/2024
Patient: Priya Invented, DOB 21/07/1983
# Problem list
Rheumatoid arthritis (seropositive), asthma, gastro-oesophageal reflux disease
# History
She reports morning stiffness of 40 minutes. She denies psoriasis. There is no history of tuberculosis or hepatitis B.
Her mother had rheumatoid arthritis and her grandmother osteoporosis.
# Drugs
Methotrexate 15 mg weekly, folic acid 5 mg weekly, omeprazole 20 mg daily, salbutamol inhaler as needed.
No known drug allergies.
# Impression
Active disease. Possible carpal tunnel syndrome on the right. Vasculitis is unlikely.
# Plan
Consider adalimumab if disease activity stays high. Nerve conduction study.
""",
    """
condition | rheumatoid arthritis | present
condition | asthma | present
condition | gastro-oesophageal reflux disease / gastroesophageal reflux disease / gerd | present
condition | psoriasis | absent
condition | tuberculosis | absent
condition | hepatitis b | absent
family_history | rheumatoid arthritis | other_person
family_history | osteoporosis | other_person
medication | methotrexate | present
medication | folic acid | present
medication | omeprazole | present
medication | salbutamol / albuterol | present
allergy | no known drug allergies / drug allergy / drug allergen / no known drug allergy | absent
condition | carpal tunnel syndrome | uncertain
condition | vasculitis | uncertain / absent
medication | adalimumab | hypothetical / uncertain
""",
)

EMERGENCY = Written(
    "english emergency",
    """
# Emergency Department Report
Seen on 7 January 2025 at 21:40
Name: Casey Placeholder   Date of birth: 30 October 1996
Presenting complaint: collapse after a bee sting
PMH: migraine, polycystic ovary syndrome, depression in 2019 (resolved)
DH: sertraline 50 mg od, sumatriptan 50 mg prn
Allergies: latex, ibuprofen (hives)
SH: never smoked
FH: breast cancer in mother aged 44, no heart disease
Diagnosis: anaphylaxis
Epilepsy was considered and thought unlikely. Myocarditis ruled out.
Discharged with adrenaline auto-injector.
""",
    """
condition | migraine | present / historical
condition | polycystic ovary syndrome | present / historical
condition | depression / major depressive disorder | historical
medication | sertraline | present
medication | sumatriptan | present
allergy | latex | present
allergy | ibuprofen | present
family_history | breast cancer / malignant neoplasm of breast | other_person
family_history | heart disease | absent
condition | anaphylaxis | present
condition | epilepsy | uncertain / absent
condition | myocarditis | absent
medication | adrenaline / epinephrine | present
""",
)

KIDNEY = Written(
    "english kidney",
    """
# Riverside Nephrology Associates
March 28, 2024
RE: Walter Fictional, DOB 05/17/1949
Dear Dr. Example:
I saw Mr. Fictional for his chronic kidney disease, which is stable at stage 3b. He has had type 2 diabetes since 2003
and gout. He does not have heart failure. He had a deep vein thrombosis in 2011 after knee surgery.
Current medications are metformin 500 mg twice a day, lisinopril 10 mg daily, allopurinol 100 mg daily and aspirin
81 mg daily. He is no longer taking glipizide. He should avoid naproxen and other NSAIDs.
He is allergic to sulfa drugs and had angioedema with enalapril.
His brother is on dialysis for polycystic kidney disease.
Ultrasound is arranged to look for renal artery stenosis. We discussed that dapagliflozin may be started next time.
Sincerely, Dr. Nadia Pretend
""",
    """
condition | chronic kidney disease | present
condition | type 2 diabetes / type 2 diabetes mellitus | present
condition | gout | present
condition | heart failure | absent
condition | deep vein thrombosis | historical
medication | metformin | present
medication | lisinopril | present
medication | allopurinol | present
medication | aspirin | present
medication | glipizide | historical / absent
allergy | sulfonamide / sulfa drugs | present
allergy | enalapril | present
family_history | polycystic kidney disease | other_person
condition | renal artery stenosis | uncertain / hypothetical
medication | dapagliflozin | hypothetical / uncertain
""",
)

PAEDIATRIC = Written(
    "english allergy clinic",
    """
# Fenwick Children's Hospital: Allergy Clinic
Date: 19 June 2024
Patient: Noah Madeup, 8 years, born 12 February 2016
# Diagnosis
Peanut allergy
Atopic dermatitis
Allergic rhinitis
# Allergies
Peanut - anaphylaxis in 2021
Amoxicillin - rash
Egg: outgrown, eats cake
Weight 26 kg
Height 128 cm
Seen with his father
# Treatment
Cetirizine 5 mg once daily
Hydrocortisone 1 % cream twice daily on inflamed skin
# Background
No asthma. Coeliac disease was suspected but the antibodies were negative. The father has hay fever.
""",
    """
condition | peanut allergy | present
condition | atopic dermatitis | present
condition | allergic rhinitis | present
allergy | peanut / peanuts | present
allergy | amoxicillin | present
allergy | egg / eggs | historical / absent
medication | cetirizine | present
medication | hydrocortisone | present
condition | asthma | absent
condition | coeliac disease / celiac disease | uncertain / absent
family_history | hay fever / allergic rhinitis | other_person
""",
)

LETTERS = (DISCHARGE, CLINIC_NOTE, EMERGENCY, KIDNEY, PAEDIATRIC)
