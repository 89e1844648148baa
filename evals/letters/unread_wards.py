"""Invented letters from wards, theatres and reporting rooms, written without sight of the rules."""

from __future__ import annotations

from evals.letters.types import Written

DISCHARGE = Written(
    "medical discharge in telegram style",
    """
# HARROW MOOR INFIRMARY - ACUTE MEDICAL UNIT
Pt: Mr. Wilbur Makebelieve   DOB 02/11/1947   Adm 03/02/2025   Disch 09/02/2025
# PRESENTING COMPLAINT
77M c/o 4/7 SOB and R pleuritic chest pain. ?PE.
# PMH
HTN, T2DM, COPD, CKD 3b, s/p NSTEMI 2016, BPH.
# ALLERGIES
Trimethoprim (rash). Codeine - intolerance, vomits.
# COURSE
CTPA neg for PE. CXR: RLL consolidation c/w community-acquired pneumonia, no pleural effusion.
Trop neg x2, ACS ruled out. AKI on admission, resolved w/ IV fluids.
Metformin held during admission, GP to restart once eGFR stable.
Ramipril stopped (hyperkalaemia, K+ 6.1). Sputum AFB neg, TB not suspected.
# TTO
Amoxicillin 500 mg PO TDS, 3 more days (new)
Amlodipine 5 mg PO OD (new)
Aspirin 75 mg PO OD
Atorvastatin 80 mg PO nocte
Tamsulosin MR 400 mcg PO OD
Salbutamol 100 mcg inh 2 puffs PRN
# SOCIAL
Ex-smoker, 40 pack years. Retired, lives alone. Brother died of lung cancer at 61.
# PLAN
Rpt CXR 6/52 to r/o underlying malignancy. U+E 1/52 w/ GP. If BP > 150 add indapamide 2.5 mg OD.
""",
    """
condition | pe / pulmonary embolism | absent
condition | htn / hypertension / essential hypertension | present
condition | t2dm / type 2 diabetes mellitus / type 2 diabetes | present
condition | copd / chronic obstructive pulmonary disease | present
condition | ckd 3b / ckd / chronic kidney disease / chronic kidney disease stage 3b | present
condition | nstemi / non-st elevation myocardial infarction / myocardial infarction | historical
condition | bph / benign prostatic hyperplasia | present
allergy | trimethoprim | present
allergy | codeine | present
condition | community-acquired pneumonia / pneumonia / community acquired pneumonia | present / uncertain
condition | pleural effusion | absent
condition | acs / acute coronary syndrome | absent
condition | aki / acute kidney injury / acute kidney failure | historical
medication | metformin | historical / absent / hypothetical
medication | ramipril | historical / absent
condition | hyperkalaemia / hyperkalemia | present / historical
condition | tb / tuberculosis | absent
medication | amoxicillin | present
medication | amlodipine | present
medication | aspirin | present
medication | atorvastatin | present
medication | tamsulosin | present
medication | salbutamol / albuterol | present
family_history | lung cancer / malignant neoplasm of lung | other_person
condition | malignancy / malignant neoplasm / cancer / underlying malignancy | uncertain / hypothetical
medication | indapamide | hypothetical
""",
)

ECHO = Written(
    "echocardiography letter",
    """
# Fennimore Heart Centre, Department of Echocardiography
12 May 2024
Re: Mrs. Ottilie Imagined, 69 years, referred with exertional dyspnoea and a systolic murmur

Dear Dr. Pretend,

Thank you for sending this pleasant retired teacher, known to have hypertension and paroxysmal atrial
fibrillation, for a transthoracic study. She had rheumatic fever as a girl. Images were of good quality.

The left ventricle is of normal size with mild concentric left ventricular hypertrophy and an ejection
fraction of 58 %. There are no regional wall motion abnormalities. The aortic valve is calcified with a
mean gradient of 34 mmHg and an area of 1.2 cm2, consistent with moderate aortic stenosis, without
aortic regurgitation. Mild mitral regurgitation is seen but there is no evidence of mitral stenosis. The
right heart is normal, and estimated pressures make pulmonary hypertension unlikely. No pericardial
effusion, and no left atrial thrombus as far as a transthoracic study can tell.

She takes apixaban 5 mg twice daily and bisoprolol 2.5 mg in the morning; digoxin was discontinued last
autumn because of nausea. She reports no drug allergies. Her twin sister has hypertrophic cardiomyopathy,
for which there is nothing to see in Mrs. Imagined today. A bicuspid valve cannot be excluded.

I suggest another echo in twelve months. Should symptoms progress, valve replacement will be discussed.
""",
    """
condition | hypertension / essential hypertension | present
condition | paroxysmal atrial fibrillation / atrial fibrillation | present
condition | rheumatic fever / acute rheumatic fever | historical
condition | left ventricular hypertrophy / concentric left ventricular hypertrophy | present
condition | aortic stenosis / aortic valve stenosis / moderate aortic stenosis | present / uncertain
condition | aortic regurgitation / aortic valve regurgitation / aortic insufficiency | absent
condition | mitral regurgitation / mitral valve regurgitation / mild mitral regurgitation | present
condition | mitral stenosis / mitral valve stenosis | absent
condition | pulmonary hypertension | uncertain / absent
condition | pericardial effusion | absent
condition | left atrial thrombus / thrombus / atrial thrombus | absent / uncertain
medication | apixaban | present
medication | bisoprolol | present
medication | digoxin | historical / absent
allergy | no drug allergies / no known drug allergies / no known drug allergy / drug allergies / drug allergy | absent
family_history | hypertrophic cardiomyopathy | other_person
condition | bicuspid valve / bicuspid aortic valve | uncertain
""",
)

OPERATION = Written(
    "operation note",
    """
# OPERATION NOTE
Stapleford Vale Hospital, Theatre 4                                  22.08.2023
Patient: Cornelia Storybook, F, 44 y
Surgeon: Mr. A. Phantom       Anaesthetist: Dr. B. Mirage       GA
Indication: acute cholecystitis, third attack of biliary colic; gallstone pancreatitis in March 2023.
Procedure: laparoscopic cholecystectomy + on-table cholangiogram
Findings: thick-walled gallbladder, multiple stones, dense omental adhesions. Cholangiogram normal:
no choledocholithiasis, no bile leak. Liver smooth, not cirrhotic. Umbilical hernia noted, sutured.
Appendix surgically absent.
Comorbidity: BMI 41, obstructive sleep apnoea on CPAP, hypothyroidism. Not diabetic.
Latex allergy: latex-free theatre. Chlorhexidine - blistering. Penicillin: label removed 2021 after
negative challenge.
Procedure in short: four ports, critical view obtained, cystic duct and artery clipped and divided, bag
retrieval, washout, no drain. EBL 30 ml.
Post-op: eat and drink freely. Enoxaparin 40 mg s/c nocte while in hospital. Paracetamol 1 g QDS,
oxycodone 5 mg PRN max 4-hourly. Levothyroxine 75 mcg OD continues. Withhold liraglutide until eating
normally. No antibiotics needed; if febrile, cefuroxime 1.5 g IV TDS.
Histology of gallbladder to follow. Home tomorrow if comfortable.
""",
    """
condition | acute cholecystitis / cholecystitis | present
condition | biliary colic | present / historical
condition | gallstone pancreatitis / pancreatitis / acute pancreatitis / biliary pancreatitis | historical
condition | choledocholithiasis / common bile duct stone | absent
condition | bile leak | absent
condition | umbilical hernia | present / historical
condition | obstructive sleep apnoea / obstructive sleep apnea | present
condition | hypothyroidism | present
condition | diabetic / diabetes mellitus / diabetes | absent
allergy | latex / latex allergy | present
allergy | chlorhexidine | present
allergy | penicillin | historical / absent
medication | enoxaparin / enoxaparin sodium | present
medication | paracetamol / acetaminophen | present
medication | oxycodone | present
medication | levothyroxine / levothyroxine sodium | present
medication | liraglutide | historical / absent / hypothetical
medication | cefuroxime | hypothetical
condition | stones / gallstones / cholelithiasis / multiple stones / gallstone | present
condition | cirrhotic / cirrhosis / cirrhosis of liver / liver cirrhosis / not cirrhotic | absent
""",
)

CT_REPORT = Written(
    "report of a CT",
    """
# CT CHEST, ABDOMEN AND PELVIS WITH CONTRAST
Examination date: 7 January 2025          Radiology, Northgate Fictional Hospital
Name: Barnaby Nonesuch          Age: 71
# CLINICAL DETAILS
Weight loss, raised CRP. Previous colorectal cancer, right hemicolectomy 2019. ?recurrence.
On warfarin for AF. eGFR 52, no previous reaction to contrast.
# COMPARISON
CT of 11 June 2022.
# FINDINGS
Chest: No pulmonary embolus on this portal venous study. Centrilobular emphysema, upper lobe predominant.
A 9 mm spiculated nodule in the left upper lobe is new and suspicious for primary lung cancer. No hilar
lymphadenopathy. Small left pleural effusion. The heart is not enlarged.
Abdomen: Hepatic steatosis. Two subcentimetre lesions in segment VII are too small to characterise; liver
metastases cannot be excluded. Spleen, pancreas and adrenals unremarkable. Simple cyst of the right kidney,
no hydronephrosis. Anastomosis intact, without evidence of local recurrence. Sigmoid diverticulosis but no
diverticulitis. No ascites. Infrarenal abdominal aortic aneurysm of 3.8 cm, previously 3.5 cm.
Bones: Degenerative change. Old healed fracture of the left eighth rib. No destructive bone lesion.
# CONCLUSION
1. New left upper lobe nodule, suspicious: MDT and PET-CT advised.
2. Indeterminate liver lesions; MRI of the liver.
3. Aneurysm growing slowly, for surveillance.
""",
    """
condition | colorectal cancer / colon cancer / malignant neoplasm of colon | historical
medication | warfarin / warfarin sodium | present
allergy | contrast / iodinated contrast / contrast media / iodinated contrast media | absent
condition | af / atrial fibrillation | present
condition | pulmonary embolus / pulmonary embolism | absent
condition | centrilobular emphysema / emphysema / pulmonary emphysema | present
condition | primary lung cancer / lung cancer / malignant neoplasm of lung | uncertain
condition | lymphadenopathy / hilar lymphadenopathy | absent
condition | pleural effusion / left pleural effusion | present
condition | hepatic steatosis / fatty liver / steatosis / steatosis of liver | present
condition | liver metastases / metastases / secondary malignant neoplasm of liver / liver metastasis | uncertain
condition | simple cyst of the right kidney / simple cyst / renal cyst / cyst of kidney / kidney cyst | present
condition | hydronephrosis | absent
condition | sigmoid diverticulosis / diverticulosis / diverticulosis of colon / diverticular disease | present
condition | diverticulitis | absent
condition | ascites | absent
condition | abdominal aortic aneurysm / infrarenal abdominal aortic aneurysm | present
condition | fracture / rib fracture / fracture of the left eighth rib / fracture of rib | historical
condition | nodule / pulmonary nodule / lung nodule / spiculated nodule / solitary pulmonary nodule | present
""",
)

PATHOLOGY = Written(
    "histopathology of the breast",
    """
Eastmarch Pathology Service
Histopathology report H24-00000          Received 19 Sep 2024, reported 26 Sep 2024
Ms. Philippa Neverland          F          58 years
Clinical information
Screen detected BI-RADS 5 mass, R breast UOQ. Wide local excision and sentinel node biopsy. Core biopsy:
invasive carcinoma. Previous fibroadenoma, L breast, excised 1998. Sister: ovarian cancer, BRCA1 carrier.
Macroscopy
Specimen of 62 g with a firm pale tumour of 17 mm. Two nodes received separately.
Microscopy
Sections show a grade 2 invasive ductal carcinoma, 17 mm in maximum extent. High grade ductal carcinoma in
situ is present around it and spans 24 mm overall. No lymphovascular invasion. Lobular carcinoma in situ is
not seen. Background breast shows fibrocystic change and sclerosing adenosis; a radial scar was considered
but is not confirmed on deeper levels. No features of Paget's disease in the overlying skin.
Lymph nodes: 0/2, negative for metastasis on three levels.
Receptors: ER 8/8, PR 6/8, HER2 1+ (negative).
Margins: nearest radial margin 4 mm, clear.
Opinion
Right breast: invasive ductal carcinoma, NST, grade 2, with DCIS. pT1c pN0(sn). Completely excised.
Should the team consider chemotherapy, Oncotype DX may be requested on block A3.
""",
    """
condition | fibroadenoma / fibroadenoma of breast / breast fibroadenoma | historical
family_history | ovarian cancer / malignant neoplasm of ovary | other_person
condition | invasive ductal carcinoma / breast cancer / invasive carcinoma | present
condition | ductal carcinoma in situ / dcis / ductal carcinoma in situ of breast | present
condition | lobular carcinoma in situ / lcis | absent
condition | fibrocystic change / fibrocystic breast changes / fibrocystic disease of breast | present
condition | sclerosing adenosis | present
condition | radial scar | absent / uncertain
condition | paget's disease / paget disease / paget's disease of breast | absent
condition | metastasis / metastases / lymph node metastasis / metastatic disease | absent
""",
)

EMERGENCY = Written(
    "emergency note without headings",
    """
ED note 23:40, Dr. Q. Whimsy, ST3, Brackenfield General
Rosalind Figment, 27F, BIBA from work. C/o sudden onset severe occipital headache w/ vomiting x3, GCS 15.
Hx migraine but this is different. Also hx of anxiety, takes sertraline 100 mg OD and COCP (Microgynon).
Mum had a subarachnoid haemorrhage age 50, pt very worried. Her flatmate has meningitis (viral, told today).
NKDA but reacts to plasters. Non smoker, occ EtOH, denies recreational drugs.
O/E apyrexial, no neck stiffness, no rash, no papilloedema, power 5/5 throughout, BP 148/92.
Imp: thunderclap headache r/o SAH. DDx incl venous sinus thrombosis on COCP, meningitis less likely.
CT head at 2 h: no intracranial haemorrhage, no mass, no hydrocephalus. CTV: no evidence of cerebral venous
sinus thrombosis. LP at 12 h: xanthochromia negative, 1 WCC, so SAH and meningitis both excluded.
Incidental: polyp in L maxillary sinus, small arachnoid cyst, no f/u needed.
Given in ED: paracetamol 1 g IV, metoclopramide 10 mg IV -> acute dystonia, settled w/ procyclidine 5 mg IV.
Added to allergies: metoclopramide.
Dx: migraine without aura, likely triggered by missed meals. Home 08:15 w/ naproxen 500 mg BD PRN and
omeprazole 20 mg OD while taking it. Sumatriptan 50 mg to be considered by GP if attacks go on; COCP
stopped as a precaution - could not rule out aura in the past. Use condoms meanwhile. Red flags given.
""",
    """
condition | migraine without aura / migraine | present
condition | anxiety / anxiety disorder | present / historical
medication | sertraline / sertraline hydrochloride | present
medication | cocp / microgynon / combined oral contraceptive / oral contraceptive | historical / absent
family_history | subarachnoid haemorrhage / subarachnoid hemorrhage | other_person
allergy | nkda / no known drug allergies / no known drug allergy / drug allergy / no known allergy | absent
allergy | plasters / adhesive / adhesive plaster / adhesive tape | present
condition | papilloedema / papilledema | absent
condition | sah / subarachnoid haemorrhage / subarachnoid hemorrhage | absent
condition | cerebral venous sinus thrombosis / venous sinus thrombosis / cerebral venous thrombosis | absent
condition | meningitis | absent
condition | intracranial haemorrhage / intracranial hemorrhage | absent
condition | hydrocephalus | absent
condition | polyp / polyp in l maxillary sinus / polyp of maxillary sinus | present
condition | arachnoid cyst | present
medication | paracetamol / acetaminophen | present / historical
allergy | metoclopramide | present
condition | acute dystonia / dystonia | present / historical
medication | procyclidine | present / historical
medication | naproxen | present
medication | omeprazole | present
medication | sumatriptan | hypothetical / uncertain
""",
)

TRANSPLANT = Written(
    "transplant clinic letter with numbered problems",
    """
# Renal Transplant Clinic, Westmere University Hospital
Seen on 4 March 2025. Mr. Evander Fable, born 30/06/1970. Copy to GP.
# Problems
1) Deceased donor kidney transplant 14/10/2024. Donor died of an intracranial haemorrhage and had hypertension.
2) Primary disease: IgA nephropathy, haemodialysis 2021-2024
3) Post-transplant diabetes mellitus, diet alone so far
4) CMV viraemia December 2024, resolved
5) Gout
6) No evidence of rejection on biopsy of 20/02/2025; mild tubular atrophy only
# Medicines
Tacrolimus 3 mg bd; mycophenolate mofetil 500 mg bd; prednisolone 5 mg od; co-trimoxazole 480 mg od;
lansoprazole 30 mg od; allopurinol 100 mg od (increased from 50 mg)
Valganciclovir: finished 31/01/2025. Azathioprine: never taken. Nifedipine stopped in January, ankle swelling.
# Allergies
Vancomycin (red man syndrome), shellfish (hives)
# Today
He feels well and denies fever, dysuria or pain over the graft. He has not had urinary tract infection since
discharge. BP 134/82. Creatinine 128, tacrolimus trough 7.2. BK virus PCR not detected. Skin check clear apart
from an actinic keratosis on the scalp, possible basal cell carcinoma on the nose: dermatology asked to see him.
His father and an aunt had polycystic kidney disease, yet his own native kidneys showed none.
# Plan
Start metformin 500 mg od if HbA1c is above 53 next month. Fluorouracil cream could be used by dermatology.
Avoid clarithromycin and NSAIDs. Clinic in 4 weeks.
""",
    """
condition | iga nephropathy | present / historical
condition | post-transplant diabetes mellitus / diabetes mellitus / post-transplant diabetes / diabetes | present
condition | cmv viraemia / cmv viremia / cytomegalovirus viraemia / cytomegalovirus infection | historical
condition | gout | present
condition | rejection / transplant rejection / kidney transplant rejection / rejection of kidney transplant | absent
condition | tubular atrophy / mild tubular atrophy / renal tubular atrophy | present
medication | tacrolimus | present
medication | mycophenolate mofetil / mycophenolate | present
medication | prednisolone | present
medication | co-trimoxazole / sulfamethoxazole/trimethoprim / sulfamethoxazole and trimethoprim | present
medication | lansoprazole | present
medication | allopurinol | present
medication | valganciclovir | historical / absent
medication | azathioprine | absent
medication | nifedipine | historical / absent
allergy | vancomycin | present
allergy | shellfish | present
condition | urinary tract infection | absent
condition | actinic keratosis | present
condition | basal cell carcinoma / basal cell carcinoma of skin | uncertain
family_history | polycystic kidney disease | other_person
medication | metformin | hypothetical
medication | fluorouracil | hypothetical / uncertain
""",
)

NEUROLOGY = Written(
    "neurology letter in run-on prose",
    """
Dear Dr. Folklore,
I saw your patient Mr. Jasper Allegory, a 36-year-old joiner, in the first fit clinic at Ravensbourne Institute
on 11 November 2024 with his wife, who witnessed the episode and who herself has epilepsy. He lost consciousness
after standing for an hour in a hot church, was pale beforehand, jerked twice and was himself within a minute,
without tongue biting or incontinence, and I am confident that this was vasovagal syncope rather than epilepsy.
He had febrile convulsions as a toddler and a concussion in 2009; asthma in childhood has resolved. He does not
have diabetes. He was given levetiracetam 250 mg twice a day by the emergency department, which I have asked him
to stop. He uses no regular medicine otherwise except cetirizine 10 mg daily for hay fever. Ibuprofen brings
him out in a rash and bee stings make his face swell. His paternal grandfather had Parkinson's disease and his
older brother died suddenly at 29, thought to be long QT syndrome; there is no family history of epilepsy.
Examination was normal, with no postural hypotension and nothing to suggest a neuropathy. The ECG showed first
degree heart block but a normal QT interval. MRI of the brain ruled out a structural lesion and showed a Chiari I
malformation of 4 mm that I regard as incidental. Because of his brother I would not say that an inherited
arrhythmia is excluded, and cardiology will see him soon; until then he should neither drive nor use ladders.
If attacks recur and prove to be reflex, midodrine might be tried.
Yours sincerely, Dr. L. Parable
""",
    """
condition | vasovagal syncope / syncope | present
condition | epilepsy | absent
condition | febrile convulsions / febrile convulsion / febrile seizure / febrile seizures | historical
condition | concussion | historical
condition | asthma / childhood asthma | historical
condition | diabetes / diabetes mellitus | absent
medication | levetiracetam | historical / absent
medication | cetirizine | present
condition | hay fever / allergic rhinitis / seasonal allergic rhinitis | present
allergy | ibuprofen | present
allergy | bee stings / bee sting / bee venom | present
family_history | parkinson's disease / parkinson disease | other_person
family_history | long qt syndrome | other_person / uncertain
family_history | epilepsy | absent
condition | postural hypotension / orthostatic hypotension | absent
condition | neuropathy / peripheral neuropathy | absent
condition | first degree heart block / first degree atrioventricular block / heart block | present
condition | chiari i malformation / chiari malformation / chiari malformation type i | present
condition | arrhythmia / inherited arrhythmia / cardiac arrhythmia | uncertain
medication | midodrine | hypothetical / uncertain
""",
)

LETTERS = (DISCHARGE, ECHO, OPERATION, CT_REPORT, PATHOLOGY, EMERGENCY, TRANSPLANT, NEUROLOGY)
