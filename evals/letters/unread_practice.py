"""Invented letters from practices, clinics and screening, written without sight of the rules."""

from __future__ import annotations

from evals.letters.types import Written

REFERRAL = Written(
    "urgent referral by a family doctor",
    """
# Dunmere Surgery - URGENT SUSPECTED CANCER REFERRAL (upper GI)
Date: 2 October 2024
Patient: Mrs. Marigold Hearsay, 14.02.1956
Dear Colleague,
Thank you for seeing this lady with six weeks of progressive dysphagia and 5 kg of weight loss. I am concerned
about oesophageal cancer; benign stricture or achalasia are also possible. She has had heartburn for years with
a hiatus hernia on endoscopy in 2011, and Helicobacter pylori was eradicated then. She denies melaena.
Hb is 98 with a low ferritin, i.e. iron deficiency anaemia. Coeliac serology is negative.
PMH: vertigo, TIA 2018, rheumatoid arthritis, hysterectomy for fibroids 1999. Breast screening 2023 normal.
FH: mother gastric ca at 66, father MI, no bowel cancer.
Social history: widow, 1 glass of wine weekly, never smoked; her son has Crohn's disease and lives nearby.
Meds on repeat
- Clopidogrel 75mg one daily
- Omeprazole 20mg caps 1 bd
- Methotrexate 15mg once a WEEK (Mondays)
- Folic acid 5 mg once weekly, Thursdays
- Ferrous sulphate 200mg od, started today
- Alendronic acid 70mg weekly - STOPPED today in view of the swallowing
- Naproxen - stopped 2022 by rheumatology
Allergies: erythromycin (abdominal pain, intolerance); co-codamol causes constipation only; not allergic to
penicillin.
Yours, Dr. P. Hypothetical
""",
    """
condition | oesophageal cancer / esophageal cancer / malignant neoplasm of esophagus | uncertain
condition | benign stricture / oesophageal stricture / esophageal stricture / stricture | uncertain
condition | achalasia | uncertain
condition | hiatus hernia / hiatal hernia | present / historical
condition | helicobacter pylori / helicobacter pylori infection / h. pylori infection | historical
condition | iron deficiency anaemia / iron deficiency anemia | present
condition | vertigo | present / historical
condition | tia / transient ischaemic attack / transient ischemic attack | historical
condition | rheumatoid arthritis | present
condition | fibroids / uterine fibroids / uterine fibroid / uterine leiomyoma | historical
family_history | gastric ca / gastric cancer / stomach cancer / malignant neoplasm of stomach | other_person
family_history | mi / myocardial infarction | other_person
family_history | bowel cancer / colorectal cancer / colon cancer / malignant neoplasm of colon | absent
family_history | crohn's disease / crohn disease | other_person
medication | clopidogrel | present
medication | omeprazole | present
medication | methotrexate | present
medication | folic acid | present
medication | ferrous sulphate / ferrous sulfate / iron | present
medication | alendronic acid / alendronate | historical / absent
medication | naproxen | historical / absent
allergy | erythromycin | present
allergy | co-codamol / codeine / acetaminophen/codeine | present
allergy | penicillin | absent
""",
)

BOOKING = Written(
    "obstetric booking",
    """
# ANTENATAL BOOKING - Larkfield Community Midwives
# Woman
Saffron Makeshift, 33 y, booked at 9+4/40 on 14.01.2025. G3 P1+1. BMI 32. CO 2 ppm, stopped smoking 2022.
# Obstetric history
2019 miscarriage at 8/40, no cause found.
2021 emergency LSCS at 35/40 for severe pre-eclampsia, girl 2,140 g, alive & well. PPH 1.2 l, transfused.
Gestational diabetes in that pregnancy, diet controlled. No previous stillbirth. No shoulder dystocia.
# Medical history
Hypothyroidism; asthma as a child, no inhalers since 2005; postnatal depression 2021, recovered.
Essential hypertension: NO   Epilepsy: NO   VTE: NO   Diabetes: NO
Sickle cell trait (partner tested negative).
# Drugs
Levothyroxine 100 mcg mane. Folic acid 5 mg daily. Took isotretinoin until 2020. Not on any antihypertensive.
# Allergies
Strawberries - lip swelling. Cefalexin -> rash. Latex: no.
# Family
Mother T2DM, paternal grandmother DVT in pregnancy, cousin with Down syndrome. Baby's father has hay fever.
No cystic fibrosis, no muscular dystrophy in either family.
# Plan
High risk, consultant led. Aspirin 150 mg nocte from 12/40, to be prescribed by GP. GTT at 26/40 to exclude
gestational diabetes. Anti-D not needed, Rh pos. Enoxaparin if admitted. Declined flu vaccine today.
""",
    """
condition | miscarriage / spontaneous abortion | historical
condition | severe pre-eclampsia / pre-eclampsia / preeclampsia / severe preeclampsia | historical
condition | pph / postpartum haemorrhage / postpartum hemorrhage | historical
condition | gestational diabetes / gestational diabetes mellitus | historical
condition | stillbirth | absent
condition | shoulder dystocia | absent
condition | hypothyroidism | present
condition | asthma / childhood asthma | historical
condition | postnatal depression / postpartum depression / depression | historical
condition | essential hypertension / hypertension | absent
condition | epilepsy | absent
condition | vte / venous thromboembolism | absent
condition | diabetes / diabetes mellitus | absent
condition | sickle cell trait | present
medication | levothyroxine / levothyroxine sodium | present
medication | folic acid | present
medication | isotretinoin | historical
allergy | strawberries / strawberry | present
allergy | cefalexin / cephalexin | present
allergy | latex | absent
family_history | t2dm / type 2 diabetes mellitus / type 2 diabetes | other_person
family_history | dvt / deep vein thrombosis / deep venous thrombosis | other_person
family_history | down syndrome / trisomy 21 | other_person
family_history | cystic fibrosis | absent
family_history | muscular dystrophy | absent
medication | aspirin | hypothetical / present
medication | enoxaparin / enoxaparin sodium | hypothetical
""",
)

ALLERGY_CLINIC = Written(
    "allergy clinic letter",
    """
# Aldermoor Adult Allergy Service
18 June 2024, Miss Juniper Tallstory, DOB 3.3.1995
# Diagnoses
1. Anaphylaxis to cashew, May 2024
2. Birch pollen allergy with oral allergy syndrome to raw apple
3. Chronic spontaneous urticaria
4. Penicillin allergy EXCLUDED by oral challenge today
# Letter
I reviewed Miss Tallstory after she collapsed at a restaurant. Tryptase rose to 24 and normalised, so mastocytosis
is unlikely. Skin tests were strongly positive to cashew and pistachio. Peanut was negative and she
eats peanuts without trouble; hazelnut is tolerated as well. There is no allergy to egg or milk.
As a child she had eczema, now outgrown, and was told that she was allergic to amoxicillin because of a rash with
glandular fever. We gave her 500 mg under observation and nothing happened: the label should be removed.
She does not have asthma, but her mother does, and a nephew is allergic to sesame.
Lisinopril, begun by another clinic for her IgA nephropathy, was stopped in May as a possible cofactor. Aspirin
makes her urticaria worse and counts as an intolerance.
# Treatment
Adrenaline auto-injector 300 micrograms i.m., two to be carried. Fexofenadine 180 mg once daily, may be raised
to four tablets. Fluticasone nasal spray, 2 puffs each nostril mane in spring. Omalizumab would be the next
step if the hives persist. Chlorphenamine is no longer needed.
""",
    """
condition | anaphylaxis | present / historical
allergy | cashew / cashew nut / cashew nuts / cashews | present
allergy | pistachio / pistachios | present
allergy | birch pollen / birch / birch pollen allergy | present
condition | oral allergy syndrome / pollen food allergy syndrome / pollen-food allergy syndrome | present
allergy | raw apple / apple | present
condition | chronic spontaneous urticaria / urticaria / chronic urticaria | present
allergy | penicillin / penicillin allergy | absent / historical
allergy | amoxicillin | absent / historical
condition | mastocytosis | uncertain / absent
allergy | peanut / peanuts | absent
allergy | hazelnut / hazelnuts | absent
allergy | egg / eggs | absent
allergy | milk / cow's milk | absent
condition | eczema / atopic dermatitis | historical
condition | glandular fever / infectious mononucleosis | historical
condition | asthma | absent
family_history | asthma | other_person
family_history | sesame / sesame allergy / allergy to sesame | other_person
condition | iga nephropathy | present
medication | lisinopril | historical / absent
allergy | aspirin | present
medication | adrenaline / epinephrine | present
medication | fexofenadine | present
medication | fluticasone / fluticasone propionate | present
medication | omalizumab | hypothetical / uncertain
medication | chlorphenamine / chlorpheniramine | historical / absent
""",
)

NURSE_LED = Written(
    "nurse-led diabetes review",
    """
Practice nurse review, diabetes, Cobblegate Medical Practice. 25/09/2024. Mr. Amos Yarn, 62.
T2DM since 2012. HbA1c 71 (was 64). BP 138/78, BMI 29.8. uACR 5.2 on two occasions = microalbuminuria,
discussed with Dr. Rumour: diabetic nephropathy. eGFR 74.
Eyes: background retinopathy R, no maculopathy. Feet: pulses palpable, 10 g monofilament reduced both sides
-> peripheral neuropathy, no ulcer, no Charcot foot.
Denies chest pain, erectile dysfunction not a problem. Mood ok, PHQ-2 neg for depression.
Other problems: hypercholesterolaemia; fatty liver; previous shingles 2020; cataract op R eye 2023, L cataract
not yet ripe.
What he takes:
  Metformin MR 1 g bd (with food)
  Empagliflozin 10 mg om - new from today, sick day rules explained
  Gliclazide 80 mg bd - reduced to 40 mg bd
  Atorvastatin 20 mg on
  Sitagliptin - STOP today
  Pioglitazone - had it in 2015, heart failure scare, echo was normal, heart failure ruled out
Statin history: simvastatin gave muscle pains (intolerant). Other allergies nil.
Brother on insulin for type 1, dad went blind from glaucoma. Sister fit and well w/o diabetes.
Plan: losartan 25 mg od to be started by the doctor if the ACR is still up in 3/12. Semaglutide discussed,
he wants to think about it. Vaccines: pneumococcal given. No thyroid disease, TSH 1.9.
""",
    """
condition | t2dm / type 2 diabetes mellitus / type 2 diabetes | present
condition | microalbuminuria / albuminuria | present
condition | diabetic nephropathy | present
condition | background retinopathy / diabetic retinopathy / retinopathy / background diabetic retinopathy | present
condition | maculopathy / diabetic maculopathy | absent
condition | peripheral neuropathy / diabetic neuropathy / neuropathy | present
condition | ulcer / foot ulcer / diabetic foot ulcer | absent
condition | charcot foot / charcot arthropathy / charcot's arthropathy | absent
condition | erectile dysfunction | absent
condition | depression / major depressive disorder | absent
condition | hypercholesterolaemia / hypercholesterolemia / hyperlipidemia | present
condition | fatty liver / hepatic steatosis / steatosis of liver | present
condition | shingles / herpes zoster | historical
condition | cataract / l cataract | present
medication | metformin | present
medication | empagliflozin | present
medication | gliclazide | present
medication | atorvastatin | present
medication | sitagliptin | historical / absent
medication | pioglitazone | historical / absent
condition | heart failure | absent
allergy | simvastatin | present
family_history | type 1 / type 1 diabetes / type 1 diabetes mellitus | other_person
family_history | glaucoma | other_person
family_history | diabetes / diabetes mellitus | absent
medication | losartan | hypothetical
medication | semaglutide | hypothetical / uncertain
condition | thyroid disease / disorder of thyroid gland / thyroid disorder | absent
""",
)

MAMMOGRAPHY = Written(
    "mammography with ultrasound",
    """
# BILATERAL DIGITAL MAMMOGRAPHY AND LEFT BREAST ULTRASOUND
Ladymere Breast Clinic - 3 Feb 2025 - Ms. Hester Invented - DOB 21 Jun 1972
# INDICATION
Palpable lump left breast, 2 o'clock. Mother with breast cancer at 49, maternal aunt with ovarian cancer.
Personal history of Hodgkin lymphoma treated with mantle radiotherapy in 1994. On tibolone. No prior biopsy.
# COMPARISON
Mammograms 2023.
# BREAST COMPOSITION
ACR category C, heterogeneously dense.
# FINDINGS
RIGHT: scattered benign calcifications. Oil cyst in the upper inner quadrant. No mass, distortion or
suspicious calcification. Stable intramammary lymph node.
LEFT: at 2 o'clock a 14 mm oval circumscribed mass; ultrasound shows a simple cyst, which accounts for the
lump. In addition, at 10 o'clock, an irregular hypoechoic mass of 8 mm with posterior shadowing, suspicious
for malignancy. Mild duct ectasia. No axillary lymphadenopathy. Skin normal, no sign of mastitis or abscess.
# IMPRESSION
Left breast, 10 o'clock: BI-RADS 4C. Core biopsy recommended; invasive lobular carcinoma is a consideration.
Left breast simple cyst: BI-RADS 2. Right breast: BI-RADS 2.
# RECOMMENDATION
Ultrasound guided biopsy within a week. She is not anticoagulated and takes no aspirin. Known allergy to
lidocaine (faintness, doubtful); iodine reaction with hives in 2010. Tibolone to be stopped if biopsy positive.
""",
    """
family_history | breast cancer / malignant neoplasm of breast | other_person
family_history | ovarian cancer / malignant neoplasm of ovary | other_person
condition | hodgkin lymphoma / hodgkin's disease / hodgkin disease | historical
medication | tibolone | present
condition | oil cyst / breast oil cyst | present
condition | simple cyst / breast cyst / cyst of breast / simple cyst of breast / left breast simple cyst | present
condition | malignancy / malignant neoplasm / breast cancer / malignant neoplasm of breast | uncertain
condition | duct ectasia / mammary duct ectasia | present
condition | lymphadenopathy / axillary lymphadenopathy | absent
condition | mastitis | absent
condition | abscess / breast abscess | absent
condition | invasive lobular carcinoma / lobular carcinoma / invasive lobular carcinoma of breast | uncertain
medication | aspirin | absent
allergy | lidocaine | present / uncertain
allergy | iodine / iodinated contrast / contrast media / iodinated contrast media | present / historical
""",
)

PRESCRIPTION = Written(
    "prescription with instructions",
    """
# PRESCRIPTION
Dr. Ignatius Apocrypha, Internal Medicine            Date: 30 Nov 2024
Mrs. Clementine Unreal, 78 yrs, 61 kg               Allergies: sulfa (Stevens-Johnson syndrome 1988), iodine
Rx
1. Furosemide 40 mg tab   sig: 1 tab PO in the morning, second tab at 2 pm if weight up > 2 kg   #60
2. Spironolactone 25 mg tab   sig: 1/2 tab PO daily   #15
3. Carvedilol 6.25 mg   sig: 1 PO BID with meals   #60   (dose doubled)
4. Rivaroxaban 15 mg   sig: 1 PO with supper   #30
5. Latanoprost 0.005 % eye drops   sig: 1 drop both eyes at bedtime
6. Nitroglycerin 0.4 mg SL   sig: 1 under the tongue PRN chest pain, may repeat x 2, then call ambulance
7. Potassium chloride 10 mEq   sig: DO NOT FILL, discontinued 30 Nov 2024
8. Amiodarone 200 mg   sig: discontinued, thyrotoxicosis
Indications: heart failure with reduced ejection fraction, permanent atrial fibrillation, open-angle glaucoma,
stable angina.
Notes for the pharmacist: swallow problems since her stroke two years ago, please dispense small tablets. Former
warfarin patient. Do not substitute with generics containing lactose - lactose intolerance.
Notes for the patient: no grapefruit. Take acetaminophen for aches, up to 3 g a day, and never ibuprofen.
If you get a gout attack again call us; colchicine may be started. Blood test for potassium in 1 week.
Refills: 2                                    Signed: I. Apocrypha
""",
    """
allergy | sulfa / sulfonamide / sulfa drugs / sulfonamides | present
allergy | iodine | present
medication | furosemide | present
medication | spironolactone | present
medication | carvedilol | present
medication | rivaroxaban | present
medication | latanoprost | present
medication | nitroglycerin / glyceryl trinitrate | present
medication | potassium chloride | historical / absent
medication | amiodarone | historical / absent
condition | thyrotoxicosis / hyperthyroidism | present / historical
condition | heart failure with reduced ejection fraction / heart failure | present
condition | permanent atrial fibrillation / atrial fibrillation | present
condition | open-angle glaucoma / glaucoma / open angle glaucoma | present
condition | stable angina / angina / angina pectoris | present
condition | stroke | historical
medication | warfarin / warfarin sodium | historical
condition | lactose intolerance | present
medication | acetaminophen / paracetamol | present
condition | gout / gout attack | historical / hypothetical / present
medication | colchicine | hypothetical / uncertain
""",
)

MEMORY = Written(
    "memory clinic letter",
    """
# Oakhollow Memory Service
Typed 6 August 2024. Mr. Bertram Legendary, 81, NHS number withheld
# DIAGNOSIS
Mixed dementia, mild (Alzheimer's disease and vascular)
# BACKGROUND
His daughter describes two years of forgetting. There have been no hallucinations, and sleep is quiet, which speaks
against dementia with Lewy bodies. He is not depressed; delirium was excluded at the first visit.
# PAST HISTORY
Hypertension, benign prostatic hyperplasia, left hip replacement after fracture 2019, bladder cancer
treated 2008 and discharged from follow-up, bilateral sensorineural hearing loss. Never a stroke, but MRI shows old
lacunar infarcts and moderate small vessel disease. Normal pressure hydrocephalus was raised by the
radiologist and is not felt to be likely.
# MEDICATION
Perindopril 4 mg mane; finasteride 5 mg od; oxybutynin 5 mg bd to be weaned and stopped over two weeks because of
its anticholinergic burden; zopiclone, prn, not taken for a year. Donepezil 5 mg at night commenced today, up to
10 mg after a month if tolerated. Memantine is an alternative should bradycardia occur.
Adverse reactions: haloperidol (rigidity), morphine (confusion).
# SOCIAL
Widower. Late wife had Huntington's disease; their daughter has tested negative. Two sherries a night. Does not
drive. His mother had dementia in her eighties, and his brother has bipolar disorder.
""",
    """
condition | mixed dementia / dementia | present
condition | alzheimer's disease / alzheimer disease | present
condition | dementia with lewy bodies / lewy body dementia | absent / uncertain
condition | depressed / depression / not depressed | absent
condition | delirium | absent
condition | hypertension / essential hypertension | present
condition | benign prostatic hyperplasia | present
condition | fracture / hip fracture / fracture of hip | historical
condition | bladder cancer / malignant neoplasm of bladder | historical
condition | sensorineural hearing loss / hearing loss / bilateral sensorineural hearing loss | present
condition | stroke | absent
condition | lacunar infarcts / lacunar infarct / lacunar infarction / lacunar stroke | present / historical
condition | small vessel disease / cerebral small vessel disease | present
condition | normal pressure hydrocephalus / hydrocephalus | uncertain / absent
medication | perindopril | present
medication | finasteride | present
medication | oxybutynin | present / historical / absent
medication | zopiclone | historical / absent
medication | donepezil | present
medication | memantine | hypothetical / uncertain
condition | bradycardia | hypothetical / uncertain
allergy | haloperidol | present
allergy | morphine | present
family_history | dementia | other_person
family_history | bipolar disorder | other_person
""",
)

CHILD = Written(
    "paediatric outpatient letter",
    """
Little Hampney Children's Outpatients                                   dictated 19/03/2025
Parents of Poppy Fantasia, 6 years, cc Dr. Fib
* Problem: recurrent wheeze - asthma confirmed on spirometry
* Problem: secondary enuresis, UTI excluded, diabetes excluded (glucose 4.8)
* Problem: heart murmur - innocent, no structural heart disease on echo
* Past: born 31/40, neonatal jaundice; bronchiolitis x2; left otitis media with effusion, grommets 2023
* Family: mum eczema; dad nil; twin brother has attention deficit hyperactivity disorder; grandad "sugar"
Poppy coughs at night and with running. There is no history suggestive of cystic fibrosis, sweat test normal in
2020, nor of inhaled foreign body. Her growth is on the 25th centile. Whether reflux plays a part remains unclear.
At nursery the children next to her had scarlet fever and chickenpox; she did not catch either. She is fully
immunised. Egg allergy as an infant, resolved by age 4; kiwi still makes her lips tingle. No drug allergies.
Inhalers: beclometasone 50 mcg 2 puffs bd via spacer (was prn, now regular), salbutamol 2-6 puffs when needed.
Montelukast was tried last winter and stopped: nightmares. Oral prednisolone three days in January.
Oxybutynin is not indicated. If dry nights do not come by summer, desmopressin could be offered for camp.
Laxative: macrogol one sachet a day for constipation.
""",
    """
condition | asthma | present
condition | secondary enuresis / enuresis / nocturnal enuresis | present
condition | uti / urinary tract infection | absent
condition | diabetes / diabetes mellitus | absent
condition | heart murmur / innocent heart murmur / cardiac murmur | present
condition | structural heart disease / heart disease | absent
condition | neonatal jaundice | historical
condition | bronchiolitis | historical
condition | otitis media with effusion / otitis media / left otitis media with effusion | historical
family_history | eczema / atopic dermatitis | other_person
family_history | attention deficit hyperactivity disorder / adhd | other_person
condition | cystic fibrosis | absent
condition | inhaled foreign body / foreign body aspiration / foreign body / aspiration of foreign body | absent
condition | reflux / gastroesophageal reflux / gastro-oesophageal reflux / gastroesophageal reflux disease | uncertain
condition | scarlet fever | absent
condition | chickenpox / varicella | absent
allergy | egg / eggs / egg allergy | historical / absent
allergy | kiwi / kiwi fruit | present
allergy | no drug allergies / no known drug allergies / no known drug allergy / drug allergies / drug allergy | absent
medication | beclometasone / beclomethasone / beclometasone dipropionate | present
medication | salbutamol / albuterol | present
medication | montelukast | historical / absent
medication | prednisolone | historical
medication | desmopressin | hypothetical / uncertain
medication | macrogol / polyethylene glycol / polyethylene glycol 3350 | present
condition | constipation | present
""",
)

LETTERS = (REFERRAL, BOOKING, ALLERGY_CLINIC, NURSE_LED, MAMMOGRAPHY, PRESCRIPTION, MEMORY, CHILD)
