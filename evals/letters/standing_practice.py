"""Invented letters from practices and clinics, held back: only ever measured."""

from __future__ import annotations

from evals.letters.types import Written

CLOT = Written(
    "haematology letter",
    """
Sheldrake Anticoagulation and Thrombosis Clinic, 29 August 2024
Dear Doctor,
Re Miss Araminta Legend, 31 years, office manager
Many thanks for referring this lady, who had an unprovoked deep vein thrombosis of the left calf in May. A pulmonary
embolism was considered at that time and ruled out by a perfusion scan. She has been on rivaroxaban 20 mg once a
day since, has had no bleeding, and says that she neither smokes nor drinks.
Her history includes ulcerative colitis, in remission on mesalazine 2.4 g daily, and one episode of superficial
thrombophlebitis in 2020. She took a combined pill until May; that was stopped and replaced with desogestrel
75 micrograms daily. Azathioprine was not tolerated because of pancreatitis. She has a true allergy to heparin,
with proven heparin-induced thrombocytopenia in 2022, and must not be given enoxaparin.
Her mother had a pulmonary embolism after surgery, a maternal aunt carries factor V Leiden, and her half-brother
has haemophilia A. There is no family history of stroke.
Her own thrombophilia tests: factor V Leiden not detected, lupus anticoagulant weakly positive once. Antiphospholipid
syndrome is thus possible but unconfirmed, and will be tested again in twelve weeks; if it is confirmed we would
change to warfarin. There are no features of lupus, and abdominal ultrasound was without evidence of malignancy. The
left leg shows mild post-thrombotic syndrome, for which I have prescribed a stocking.
With kind regards, Dr. O. Saga
""",
    """
condition | deep vein thrombosis / deep venous thrombosis | present / historical
condition | pulmonary embolism | absent
medication | rivaroxaban | present
condition | ulcerative colitis | present / historical
medication | mesalazine / mesalamine | present
condition | superficial thrombophlebitis / thrombophlebitis | historical
medication | combined pill / combined oral contraceptive / combined oral contraceptive pill | historical / absent
medication | desogestrel | present
allergy | azathioprine | present
allergy | heparin | present
condition | heparin-induced thrombocytopenia / heparin induced thrombocytopenia | historical / present
family_history | pulmonary embolism | other_person
family_history | factor v leiden | other_person
family_history | haemophilia a / hemophilia a / haemophilia / hemophilia | other_person
family_history | stroke | absent
condition | factor v leiden | absent
condition | antiphospholipid syndrome | uncertain
medication | warfarin / warfarin sodium | hypothetical
condition | lupus / systemic lupus erythematosus | absent
condition | malignancy / malignant neoplasm / cancer | absent
condition | post-thrombotic syndrome / postthrombotic syndrome | present
""",
)

SKIN = Written(
    "referral to dermatology and rheumatology",
    """
# Referral letter, Penny Lane Health Centre
To: Dermatology and Rheumatology
Patient: Mr. Ambrose Untrue, b. 1 May 1983, plumber
# Reason
12 months plaques on elbows and scalp, now swollen DIP joints and heel pain. I suspect psoriatic arthritis.
# History
> Psoriasis since age 20
> Uveitis 2019, one attack
> Hepatitis B - immune by vaccination, never infected
> Depression - remission, off citalopram for 3 yrs
> Raised LFTs: likely non-alcoholic fatty liver disease
> No hx of TB, no hx of skin cancer
> Gout was diagnosed elsewhere in 2022 but urate is normal and I doubt it
# Treatment so far
Calcipotriol/betamethasone foam od, helps
Etoricoxib 60 mg od, started by me last week
Methotrexate: mother took it for RA; he has not been started on it
Allopurinol 100 mg: stopped by me
Topical tacrolimus: no benefit, stopped
# Allergy
Doxycycline - photosensitivity. Nickel - contact dermatitis. Denies food allergy.
# Family / social
Mother rheumatoid arthritis, half-sister psoriasis. Father drank heavily and had cirrhosis; the patient has 20 units
a week himself. Smokes 10/day. Two healthy children.
# Investigations
RF and anti-CCP neg, so RA is unlikely. HLA-B27 awaited - axial spondyloarthritis to be considered. HIV negative.
# Request
Please advise on DMARD. I have told him that apremilast or adalimumab may be offered.
""",
    """
condition | psoriatic arthritis | uncertain
condition | psoriasis | present
condition | uveitis | historical
condition | hepatitis b | absent
condition | depression / major depressive disorder | historical / present
medication | citalopram | historical / absent
condition | non-alcoholic fatty liver disease / nonalcoholic fatty liver disease / fatty liver | uncertain
condition | tb / tuberculosis | absent
condition | skin cancer / malignant neoplasm of skin | absent
condition | gout | uncertain / absent
medication | calcipotriol/betamethasone / calcipotriene/betamethasone / calcipotriol / calcipotriene | present
medication | etoricoxib | present
medication | methotrexate | absent
medication | allopurinol | historical / absent
medication | tacrolimus / topical tacrolimus | historical / absent
allergy | doxycycline | present
allergy | nickel | present
allergy | food allergy / food / allergy to food | absent
family_history | rheumatoid arthritis / ra | other_person
family_history | psoriasis | other_person
family_history | cirrhosis / cirrhosis of liver / liver cirrhosis | other_person
condition | ra / rheumatoid arthritis | uncertain / absent
condition | axial spondyloarthritis / spondyloarthritis | uncertain / hypothetical
condition | hiv / hiv infection / human immunodeficiency virus infection | absent
medication | apremilast | hypothetical / uncertain
medication | adalimumab | hypothetical / uncertain
""",
)

ANTENATAL = Written(
    "antenatal day unit note",
    """
# Maternity day assessment unit, Willowbrook
Tabitha Chimera, 29, G2P1, 33+5. 08/02/2025 14:20. Reviewed by Dr. Ruse ST5 and midwife Canard
S: sent by CMW w/ BP 146/94, 1+ protein. No headache, visual sx or epigastric pain. FM felt.
Hx this pregnancy: GDM on diet then metformin 500mg BD; low lying placenta at 20/40 - resolved on 32/40 scan, no
placenta praevia. Hyperemesis in first trimester, needed ondansetron, long since stopped. Iron def anaemia.
Hx before: PET in 2021 w/ HELLP, IOL 36/40. Gen. herpes, last attack 2022. Obstetric cholestasis: never.
PMH: factor XI deficiency carrier; migraine; s/p appendicectomy.
Meds: aspirin 150mg ON (to stop at 36/40), metformin as above, ferrous fumarate 210mg OD, sumatriptan not in
pregnancy. Allergies: NKDA. Cats - sneezing.
FH: sister PET x1, mum HTN, maternal grandfather PE post op. Partner: G6PD deficiency.
O: BP 150/96, 152/98, 149/95. No clonus. PCR 48. Plt 182, ALT 19, so no HELLP. CTG normal. USS growth 40th
centile, no FGR, no polyhydramnios.
A: pre-eclampsia without severe features. Not in labour. DVT of the R calf queried by CMW: Doppler negative.
P: start labetalol 200mg BD today. Nifedipine if not controlled. Admit if BP > 160/110; magnesium only if severe.
Betamethasone if delivery planned before 35/40. Enoxaparin not indicated. Aciclovir 400mg TDS from 36/40.
""",
    """
condition | gdm / gestational diabetes / gestational diabetes mellitus | present
medication | metformin | present
condition | low lying placenta / low-lying placenta | historical / absent
condition | placenta praevia / placenta previa | absent
condition | hyperemesis / hyperemesis gravidarum | historical / present
medication | ondansetron | historical / absent
condition | iron def anaemia / iron deficiency anaemia / iron deficiency anemia | present
condition | pet / pre-eclampsia / preeclampsia | historical
condition | hellp / hellp syndrome | historical
condition | gen. herpes / genital herpes / herpes / genital herpes simplex | historical / present
condition | obstetric cholestasis / cholestasis of pregnancy / cholestasis | absent
condition | factor xi deficiency / factor xi deficiency carrier | present
condition | migraine | present / historical
medication | aspirin | present
medication | ferrous fumarate / iron | present
medication | sumatriptan | absent / historical
allergy | nkda / no known drug allergies / no known drug allergy / drug allergy / no known allergy | absent
allergy | cats / cat / cat dander / cat hair | present
family_history | pet / pre-eclampsia / preeclampsia | other_person
family_history | htn / hypertension / essential hypertension | other_person
family_history | pe / pulmonary embolism | other_person
condition | hellp / hellp syndrome | absent
condition | fgr / fetal growth restriction / intrauterine growth restriction | absent
condition | polyhydramnios | absent
condition | pre-eclampsia / preeclampsia / pre-eclampsia without severe features | present
condition | dvt / deep vein thrombosis / deep venous thrombosis | absent
medication | labetalol | present
medication | nifedipine | hypothetical
medication | magnesium / magnesium sulfate | hypothetical
medication | betamethasone | hypothetical
medication | aciclovir / acyclovir | hypothetical / present
""",
)

NURSE = Written(
    "nurse-led heart failure clinic",
    """
# Heart failure nurse clinic - Thistledown Cardiac Centre - 21.11.2024
Client: Mr. Ezekiel Yonder (66)
PROBLEM LIST
1. HFrEF, EF 32 %, non-ischaemic dilated cardiomyopathy
2. LBBB, CRT-D in situ
3. Permanent AF
4. CKD 3a
5. OSA - does not use CPAP
6. Previous VT, ablated 2022
7. Iron deficiency, ferric carboxymaltose given September 2024
Medicines reviewed, compliance good:
Sacubitril/valsartan 49/51 mg BD (up from 24/26)
Bisoprolol 7.5 mg OD
Eplerenone 25 mg OD; spironolactone stopped, gynaecomastia
Dapagliflozin 10 mg OD
Edoxaban 60 mg OD
Bumetanide 1 mg mane, extra 1 mg PRN for weight gain
Atorvastatin: never started, declined
Digoxin: on hold this week, level 2.4
Allergies/ADRs: lisinopril = angioedema?? (entered 2010; he recalls only a cough). Amiodarone -> thyroiditis.
Review: NYHA II, was III. No ankle oedema, no orthopnoea. Weight 88. BP 106/64, no postural drop. JVP not raised.
Not known to have coronary artery disease, angiogram clean. No amyloid on CMR and genetics pending: titin variant
suspected. Brother had a heart transplant for dilated cardiomyopathy, dad COPD. Son screened, no cardiomyopathy.
Alcohol: previously dependent, abstinent 4 yrs.
Plan: bloods 1/52. If K < 5, eplerenone to 50 mg. Vericiguat for MDT. Ivabradine not suitable in AF. Flu jab given.
Advised no ibuprofen, no liquorice.
""",
    """
condition | hfref / heart failure with reduced ejection fraction / heart failure | present
condition | dilated cardiomyopathy / non-ischaemic dilated cardiomyopathy / cardiomyopathy | present
condition | lbbb / left bundle branch block | present
condition | permanent af / af / atrial fibrillation / permanent atrial fibrillation | present
condition | ckd 3a / ckd / chronic kidney disease / chronic kidney disease stage 3a | present
condition | osa / obstructive sleep apnoea / obstructive sleep apnea | present
condition | vt / ventricular tachycardia | historical
condition | iron deficiency | present / historical
medication | ferric carboxymaltose / iron | historical / present
medication | sacubitril/valsartan / sacubitril / sacubitril and valsartan | present
medication | bisoprolol | present
medication | eplerenone | present
medication | spironolactone | historical / absent
condition | gynaecomastia / gynecomastia | present / historical
medication | dapagliflozin | present
medication | edoxaban | present
medication | bumetanide | present
medication | atorvastatin | absent
medication | digoxin | historical / absent / hypothetical
allergy | lisinopril | uncertain / present
allergy | amiodarone | present
condition | coronary artery disease / ischemic heart disease | absent
condition | amyloid / amyloidosis / cardiac amyloidosis | absent
family_history | dilated cardiomyopathy / cardiomyopathy | other_person
family_history | copd / chronic obstructive pulmonary disease | other_person
family_history | cardiomyopathy | absent
condition | dependent / alcohol dependence / alcohol use disorder | historical
medication | vericiguat | hypothetical / uncertain
""",
)

PHARMACIST = Written(
    "pharmacist's list of medicines",
    """
MEDICINES RECONCILIATION - Ward 7, Cresthollow Hospital - Pharmacist: E. Novella - 10.06.2024
Patient: Mrs. Winifred Nobody, 83. Admitted with a fall, hip fracture excluded on CT; fracture of the pubic ramus.
Sources: GP record, own drugs, daughter.
Allergy status: confirmed. Nitrofurantoin (lung fibrosis), tramadol (hallucinations). GP record says aspirin;
patient denies allergy to aspirin and takes it without trouble.

Medicine                 Dose and frequency           Status / comment
Aspirin                  75 mg OM                     continue
Donepezil                10 mg ON                     continue
Bendroflumethiazide      2.5 mg OM                    stop, hyponatraemia
Zolpidem                 5 mg ON                      stopped on admission, falls
Levothyroxine            50 mcg OM                    continue, raised to 75 mcg on 9/6
Alendronic acid          70 mg weekly                 withheld, not able to sit up
Colecalciferol           800 units OD                 new
Timolol eye drops        1 drop BD both eyes          continue
Quinine                  300 mg ON                    GP record only, not taken since 2022
Amlodipine               10 mg OD                     husband's box found in the bag, not hers
Morphine sulfate oral    2.5 mg 4-hourly PRN          new
Senna                    15 mg ON                     new

Relevant history: Alzheimer's disease, hypothyroidism, glaucoma, osteoporosis, previous pulmonary embolism (2009),
no asthma, no peptic ulcer. Mother and sister had osteoporosis.
Suggestions: consider zoledronic acid in place of tablets. If pain persists, buprenorphine patch 5 mcg/h. Possible
vitamin D deficiency, level awaited. Check that postural hypotension has been ruled out.
""",
    """
condition | hip fracture / fracture of hip | absent
condition | fracture of the pubic ramus / fracture / fracture of pubic ramus / pubic ramus fracture | present
allergy | nitrofurantoin | present
allergy | tramadol | present
allergy | aspirin | absent
medication | aspirin | present
medication | donepezil | present
medication | bendroflumethiazide | historical / absent
condition | hyponatraemia / hyponatremia | present
medication | zolpidem | historical / absent
medication | levothyroxine / levothyroxine sodium | present
medication | alendronic acid / alendronate | historical / absent / hypothetical
medication | colecalciferol / cholecalciferol / vitamin d | present
medication | timolol / timolol eye drops | present
medication | quinine | historical / absent
medication | morphine / morphine sulfate | present
medication | senna | present
condition | alzheimer's disease / alzheimer disease | present
condition | hypothyroidism | present
condition | glaucoma | present
condition | osteoporosis | present
condition | pulmonary embolism | historical
condition | asthma | absent
condition | peptic ulcer / peptic ulcer disease | absent
family_history | osteoporosis | other_person
medication | zoledronic acid / zoledronate | hypothetical / uncertain
medication | buprenorphine | hypothetical
condition | vitamin d deficiency | uncertain
condition | postural hypotension / orthostatic hypotension | hypothetical / uncertain / absent
""",
)

LETTERS = (CLOT, SKIN, ANTENATAL, NURSE, PHARMACIST)
