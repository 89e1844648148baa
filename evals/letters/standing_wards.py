"""Invented letters from wards, theatres and reporting rooms, held back: only ever measured."""

from __future__ import annotations

from evals.letters.types import Written

STROKE = Written(
    "discharge from a stroke unit",
    """
# STROKE UNIT DISCHARGE LETTER
# Tarnbeck Royal Hospital
Mrs. Eudora Mythic, 74 y, admitted 11/01/2025, discharged 20/01/2025
# Diagnoses
• Acute ischaemic stroke, left MCA territory, thrombolysed
• Newly found atrial fibrillation
• Aspiration pneumonia, treated
• Oropharyngeal dysphagia
# Background
• Hypertension, hypercholesterolaemia
• Migraine with aura until her fifties
• Bowel cancer 2012, Dukes B, no recurrence
• Never had a TIA; no diabetes
# Allergies and intolerances
• Clarithromycin (widespread rash)
• Perindopril - cough
# What happened
CT ruled out intracerebral haemorrhage. Carotid Doppler: no significant carotid stenosis. Echo negative for
patent foramen ovale, mild left atrial enlargement. Co-amoxiclav given for seven days and completed. A seizure
was suspected on day 2 but EEG did not confirm epilepsy. Urine infection excluded. Mood low; post-stroke
depression is possible and should be looked for.
# Medicines
• Apixaban 5 mg bd - started 18/01
• Atorvastatin 80 mg nocte - increased
• Amlodipine 5 mg od - unchanged
• Lansoprazole orodispersible 15 mg od - started
• Clopidogrel - discontinued when apixaban was started
• HRT patch - discontinued
# Family
Father and two uncles had strokes, a sister has lupus. No known clotting disorder.
# For the GP
If mood stays low please consider sertraline. Bisoprolol to be added if heart rate exceeds 110.
""",
    """
condition | acute ischaemic stroke / ischemic stroke / ischaemic stroke / stroke / acute ischemic stroke | present
condition | atrial fibrillation | present
condition | aspiration pneumonia / pneumonia | present / historical
condition | oropharyngeal dysphagia / dysphagia | present
condition | hypertension / essential hypertension | present
condition | hypercholesterolaemia / hypercholesterolemia / hyperlipidemia | present
condition | migraine with aura / migraine | historical
condition | bowel cancer / colorectal cancer / colon cancer / malignant neoplasm of colon | historical
condition | tia / transient ischaemic attack / transient ischemic attack | absent
condition | diabetes / diabetes mellitus | absent
allergy | clarithromycin | present
allergy | perindopril | present
condition | intracerebral haemorrhage / intracerebral hemorrhage | absent
condition | carotid stenosis / carotid artery stenosis | absent
condition | patent foramen ovale | absent
condition | left atrial enlargement / mild left atrial enlargement | present
medication | co-amoxiclav / amoxicillin/clavulanate / amoxicillin and clavulanate | historical
condition | seizure | uncertain / absent
condition | epilepsy | absent / uncertain
condition | urine infection / urinary tract infection | absent
condition | post-stroke depression / depression | uncertain
medication | apixaban | present
medication | atorvastatin | present
medication | amlodipine | present
medication | lansoprazole | present
medication | clopidogrel | historical / absent
medication | hrt / hormone replacement therapy / hrt patch / estradiol | historical / absent
family_history | strokes / stroke | other_person
family_history | lupus / systemic lupus erythematosus | other_person
family_history | clotting disorder / blood coagulation disorder / coagulation disorder | absent
medication | sertraline | hypothetical
medication | bisoprolol | hypothetical
""",
)

SPINE = Written(
    "MRI of the spine",
    """
MRI LUMBAR SPINE AND SACROILIAC JOINTS
Gullwing Imaging, 16.04.2024
Patient: Mr. Rufus Fairytale, 45 years
HISTORY: low back pain with R leg symptoms, ?disc prolapse, ?cauda equina. Known psoriasis, r/o sacroiliitis.
Discectomy 2016 for disc herniation at L5/S1. Brother with ankylosing spondylitis.
TECHNIQUE: sagittal T1, T2, STIR; axial T2; no gadolinium (allergy to gadolinium: hives).
FINDINGS
Normal lordosis. Vertebral height preserved without compression fracture. Marrow signal normal, negative for
metastases; haemangioma in L2.
L3/4: normal. L4/5: broad disc bulge with facet joint osteoarthritis, together leading to moderate spinal
canal stenosis. Grade 1 spondylolisthesis.
L5/S1: right paracentral disc herniation contacting the S1 root. Recurrent herniation is favoured; epidural fibrosis
cannot be excluded without contrast.
Conus normal. No compression of the cauda equina; cauda equina syndrome is not supported by imaging. No
abscess and no discitis.
Sacroiliac joints: no bone marrow oedema, therefore no active sacroiliitis. Mild degenerative change.
Other: partly seen horseshoe kidney. Prostate enlarged.
CONCLUSION: recurrent disc herniation L5/S1, spinal canal stenosis L4/5. Probable Tarlov cyst at S2 of no relevance.
""",
    """
condition | cauda equina syndrome / cauda equina / compression of the cauda equina | absent
condition | psoriasis | present
condition | sacroiliitis | absent
family_history | ankylosing spondylitis | other_person
allergy | gadolinium / gadolinium contrast | present
condition | compression fracture / vertebral compression fracture / fracture | absent
condition | metastases / metastasis / secondary malignant neoplasm | absent
condition | haemangioma / hemangioma / vertebral hemangioma | present
condition | facet joint osteoarthritis / osteoarthritis / facet joint arthrosis | present
condition | spinal canal stenosis / spinal stenosis / lumbar spinal stenosis / stenosis of spinal canal | present
condition | spondylolisthesis / grade 1 spondylolisthesis | present
condition | disc herniation / herniated disc / recurrent disc herniation / disc prolapse | present
condition | epidural fibrosis | uncertain
condition | abscess / epidural abscess | absent
condition | discitis | absent
condition | horseshoe kidney | present
condition | prostate enlarged / benign prostatic hyperplasia / enlarged prostate / prostate enlargement | present
condition | tarlov cyst | uncertain
condition | disc bulge / bulging disc / broad disc bulge | present
""",
)

BLADDER = Written(
    "urological operation note",
    """
# OPERATION RECORD  Wickerby General, Urology
Name: Mr. Horace Fictive   68 M   Date: 05/12/2024   Op: TURBT + L ureteric stent change
Pre-op dx: recurrent bladder tumour; L hydronephrosis
PMH: transitional cell carcinoma of bladder 2020 (pTa), IHD w/ CABG 2017, COPD, T2DM, ex-smoker.
  No hx of VTE. Malignant hyperthermia: none personally, but sister had an episode of malignant hyperthermia 1991
  -> trigger-free anaesthetic given.
Allergies: gentamicin (ototoxicity), elastoplast. Tolerates penicillins.
Anticoag: ticagrelor held x5/7, aspirin continued 75 mg OD. Dapagliflozin held 3/7.
Findings: 3 cm papillary tumour R lateral wall, looks superficial, muscle invasion cannot be excluded. CIS not seen.
  Prostate moderately occlusive. No urethral stricture, no bladder stone, no perforation at the end.
  L ureteric orifice: encrusted stent removed, new one placed, retrograde shows PUJ obstruction.
Given: cefuroxime 1.5 g IV at induction; mitomycin 40 mg intravesical in recovery.
Post-op: 3-way catheter, irrigate. Tamsulosin 400 mcg OD to start tonight. Solifenacin 5 mg OD PRN for stent
  symptoms. Restart ticagrelor 90 mg BD if urine clear at 48 h. Metformin 1 g BD carry on. Tiotropium carry on.
If histology shows high grade disease -> BCG. Watch for sepsis, no sign at present.
TWOC 07/12. Wife to be told; she had bladder ca herself.
""",
    """
condition | bladder tumour / bladder tumor / neoplasm of bladder / recurrent bladder tumour | present
condition | hydronephrosis / l hydronephrosis | present
condition | transitional cell carcinoma of bladder / transitional cell carcinoma / bladder cancer | historical / present
condition | ihd / ischaemic heart disease / ischemic heart disease / coronary artery disease | present
condition | copd / chronic obstructive pulmonary disease | present
condition | t2dm / type 2 diabetes mellitus / type 2 diabetes | present
condition | vte / venous thromboembolism | absent
condition | malignant hyperthermia | absent
family_history | malignant hyperthermia | other_person
allergy | gentamicin | present
allergy | elastoplast / adhesive / adhesive tape / adhesive plaster | present
allergy | penicillins / penicillin | absent
medication | ticagrelor | historical / absent / hypothetical
medication | aspirin | present
medication | dapagliflozin | historical / absent / hypothetical
condition | cis / carcinoma in situ | absent
condition | urethral stricture | absent
condition | bladder stone / bladder calculus / calculus of bladder | absent
condition | puj obstruction / pelviureteric junction obstruction / ureteropelvic junction obstruction | present
medication | cefuroxime | present / historical
medication | mitomycin | present / historical
medication | tamsulosin | present
medication | solifenacin | present
medication | metformin | present
medication | tiotropium | present
medication | bcg / bcg vaccine / bacillus calmette-guerin | hypothetical
condition | sepsis | absent / hypothetical
""",
)

ANAPHYLAXIS = Written(
    "emergency department note of a reaction",
    """
Emergency Dept, Mossgate Infirmary, 17:05 13 July 2024
Leopold Conceit 19M student. BIBA w/ wife's epipen already given by bystander (hers, for wasp allergy).
PC: facial swelling + wheeze 10 min after prawn curry. Hx asthma (ICS), eczema, peanut allergy since age 3.
Prev ICU adm w/ asthma 2021.
DH: beclometasone 200 mcg BD, salbutamol PRN, loratadine PRN. Stopped montelukast himself. Uses partner's
omeprazole now and then.
ALL: peanut; penicillin "as a baby" unclear; latex nil
FH: F ulcerative colitis, M nil. SH: vapes, no drugs, shares flat.
O/E RR 28 sats 93 % BP 84/50 HR 128 widespread urticaria, no stridor.
Rx: IM adrenaline 0.5 mg x2, IV 0.9 % saline 1 l, neb salbutamol 5 mg, hydrocortisone 200 mg IV,
chlorphenamine 10 mg IV
ECG sinus tachycardia only. CXR no pneumothorax, no pneumonia. Trop not sent. Mastocytosis? tryptase x3.
Imp: anaphylaxis, most likely to prawn. DDx acute severe asthma, felt unlikely. Foreign body excluded on
laryngoscopy by ENT. Not scombroid.
19:40 well. Second phase reaction none seen by 01:00.
DC w/ prednisolone 40 mg OD 3/7, cetirizine 10 mg OD 3/7, EpiPen 0.3 mg x2 + training. Avoid all crustaceans.
Ref allergy clinic. Consider step up to formoterol combination if PEFR stays < 80 %. No ACE inhibitors.
""",
    """
condition | asthma | present
condition | eczema / atopic dermatitis | present
allergy | peanut / peanuts / peanut allergy | present
medication | beclometasone / beclomethasone / beclometasone dipropionate | present
medication | salbutamol / albuterol | present
medication | loratadine | present
medication | montelukast | historical / absent
allergy | penicillin | uncertain / present / historical
allergy | latex | absent
family_history | ulcerative colitis | other_person
condition | urticaria | present
medication | adrenaline / epinephrine / epipen | present / historical
medication | hydrocortisone | present / historical
medication | chlorphenamine / chlorpheniramine | present / historical
condition | sinus tachycardia | present
condition | pneumothorax | absent
condition | pneumonia | absent
condition | mastocytosis | uncertain
condition | anaphylaxis | present
allergy | prawn / prawns / shrimp | present / uncertain
condition | foreign body / foreign body aspiration | absent
medication | prednisolone | present
medication | cetirizine | present
medication | formoterol | hypothetical / uncertain
medication | omeprazole | present
condition | acute severe asthma | uncertain / absent
condition | scombroid / scombroid poisoning / not scombroid / scombroid fish poisoning | absent
""",
)

COLON = Written(
    "histopathology of the bowel",
    """
# Pathology of Saltwick Bay: endoscopic biopsies
Specimen S24/00000   received 22 Oct 2024   Ms. Sabrina Vignette, 39 F
# Clinical data
Chronic diarrhoea. Known coeliac disease, on gluten-free diet. ?microscopic colitis ?IBD. Took lansoprazole until
August; takes sertraline. History of melanoma in situ, arm, 2015. FAP in the paternal family, gene test of the
patient negative. Mother: ulcerative colitis.
# Macroscopy
A terminal ileum (3 pieces); B right colon (4); C left colon (4); D sigmoid polyp 9 mm; E duodenum (4)
# Microscopy
A. Normal small bowel mucosa, no ileitis, no granulomas.
B and C. Thickened subepithelial collagen band with intraepithelial lymphocytes, in keeping with collagenous colitis.
Crypt architecture is preserved. There is nothing to indicate Crohn's disease or ulcerative colitis. CMV stain
negative, so CMV colitis is excluded. No amyloid.
D. Tubulovillous adenoma with low grade dysplasia. High grade dysplasia is not seen and there is no invasive
adenocarcinoma. Excision appears complete.
E. Partial villous atrophy, which suggests imperfect adherence to diet; giardiasis not identified. Lymphoma was
considered, immunohistochemistry does not support it.
# Diagnosis
1. Collagenous colitis
2. Tubulovillous adenoma of the sigmoid
3. Coeliac disease, Marsh 3a
# Comment
Drugs linked with this colitis include lansoprazole, ranitidine and sertraline. Budesonide is usual if symptoms
call for it. Autoimmune thyroid disease is a known companion and could be looked for.
""",
    """
condition | coeliac disease / celiac disease | present
medication | lansoprazole | historical / absent
medication | sertraline | present
condition | melanoma in situ / melanoma | historical
condition | ibd / inflammatory bowel disease | uncertain / absent
condition | ileitis | absent
condition | collagenous colitis / microscopic colitis | present
condition | crohn's disease / crohn disease | absent
condition | ulcerative colitis | absent
family_history | ulcerative colitis | other_person
family_history | fap / familial adenomatous polyposis | other_person
condition | cmv colitis / cytomegalovirus colitis / colitis | absent
condition | amyloid / amyloidosis | absent
condition | tubulovillous adenoma / adenoma / tubulovillous adenoma of the sigmoid | present
condition | low grade dysplasia / dysplasia | present
condition | high grade dysplasia | absent
condition | adenocarcinoma / invasive adenocarcinoma | absent
condition | villous atrophy / partial villous atrophy | present
condition | giardiasis / giardia infection | absent
condition | lymphoma | absent / uncertain
medication | budesonide | hypothetical / uncertain
condition | autoimmune thyroid disease / thyroid disease / autoimmune thyroiditis | hypothetical / uncertain
""",
)

LETTERS = (STROKE, SPINE, BLADDER, ANAPHYLAXIS, COLON)
