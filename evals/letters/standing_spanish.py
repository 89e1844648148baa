"""Invented Spanish letters, held back: only ever measured."""

from __future__ import annotations

from evals.letters.types import Written

CARDIOLOGIA = Written(
    "consulta de cardiología",
    """
Consulta externa de Cardiología. Hospital Comarcal de Villafantasía. 14/10/2024
Estimado compañero:
Veo a D. Evaristo Ilusión Mentira, de 67 años, remitido por soplo y cansancio. Es hipertenso y diabético tipo 2, con
hipercolesterolemia; fue diagnosticado de gota hace diez años y operado de cáncer de próstata en 2018, sin recidiva.
No refiere angina ni síncope. No tiene antecedentes de fiebre reumática. Intolerancia a la simvastatina por mialgias
y alergia al metamizol, que le produjo shock anafiláctico. Su padre murió de infarto a los 52 años y un hermano es
portador de marcapasos por bloqueo auriculoventricular; no hay casos de miocardiopatía en la familia. Su esposa
padece fibrilación auricular y toma acenocumarol, que él no ha tomado nunca.
El ecocardiograma muestra hipertrofia ventricular izquierda, estenosis aórtica moderada e insuficiencia mitral
ligera, sin derrame pericárdico ni datos de hipertensión pulmonar. El Holter descarta fibrilación auricular y
recoge extrasístoles ventriculares aisladas. No puede descartarse cardiopatía isquémica, por lo que solicito
una coronariografía no invasiva.
Tratamiento actual: ramipril 5 mg al día, que sustituyo por candesartán 8 mg al día por tos; metformina 850 mg cada
12 horas; rosuvastatina 10 mg por la noche; alopurinol 100 mg. He retirado el atenolol por bradicardia. Si la
prueba es positiva se añadirá ácido acetilsalicílico 100 mg.
Revisión en seis meses.
""",
    """
condition | hipertenso / hypertension / hipertension / hipertension arterial / essential hypertension | present
condition | diabetico tipo 2 / type 2 diabetes mellitus / diabetes mellitus / diabetes | present
condition | hipercolesterolemia / hypercholesterolemia / hypercholesterolaemia / hyperlipidemia | present
condition | gota / gout | present / historical
condition | cancer de prostata / prostate cancer / malignant neoplasm of prostate | historical
condition | angina / angina pectoris | absent
condition | sincope / syncope | absent
condition | fiebre reumatica / rheumatic fever / acute rheumatic fever | absent
allergy | simvastatina / simvastatin | present
allergy | metamizol / metamizole / dipyrone | present
family_history | infarto / myocardial infarction | other_person
family_history | bloqueo auriculoventricular / atrioventricular block / heart block | other_person
family_history | miocardiopatia / cardiomyopathy | absent
medication | acenocumarol / acenocoumarol | absent
condition | hipertrofia ventricular izquierda / left ventricular hypertrophy | present
condition | estenosis aortica / aortic stenosis / aortic valve stenosis | present
condition | insuficiencia mitral / mitral regurgitation / mitral valve regurgitation / mitral insufficiency | present
condition | derrame pericardico / pericardial effusion | absent
condition | hipertension pulmonar / pulmonary hypertension | absent
condition | fibrilacion auricular / atrial fibrillation | absent
condition | extrasistoles ventriculares / ventricular extrasystoles / premature ventricular contractions | present
condition | cardiopatia isquemica / ischemic heart disease / coronary artery disease | uncertain
medication | ramipril | historical / absent
medication | candesartan | present
medication | metformina / metformin | present
medication | rosuvastatina / rosuvastatin | present
medication | alopurinol / allopurinol | present
medication | atenolol | historical / absent
condition | bradicardia / bradycardia | present / historical
medication | acido acetilsalicilico / aspirin / acetylsalicylic acid | hypothetical
""",
)

MAMOGRAFIA = Written(
    "mamografía con ecografía",
    """
# MAMOGRAFÍA BILATERAL Y ECOGRAFÍA MAMARIA
Instituto Radiológico La Marisma Imaginaria - 27 de enero de 2025
Paciente: Sra. Leocadia Bruma Falsa - 51 años
# ANTECEDENTES
Hermana con cáncer de mama a los 44 años, abuela materna con cáncer de ovario, sin cáncer de páncreas en la
familia. Mastitis puerperal en 1999. Biopsia en 2016: fibroadenoma derecho. Nódulo tiroideo benigno. Terapia hormonal
con tibolona suspendida en 2023. Alergia a la lidocaína y al esparadrapo.
# HALLAZGOS
Mamas heterogéneamente densas (ACR c).
Mama derecha: nódulo ovalado de 11 mm conocido, estable, compatible con fibroadenoma. Calcificaciones
vasculares. No se observan microcalcificaciones sospechosas.
Mama izquierda: microcalcificaciones pleomórficas agrupadas en cuadrante superoexterno, sospechosas de carcinoma
ductal in situ; no se identifica masa asociada. Ectasia ductal. En la ecografía, quiste simple de 6 mm. Se
descarta absceso en la zona dolorosa y no hay signos de mastitis.
Axilas: ganglios de aspecto normal, sin adenopatías.
# CONCLUSIÓN
Mama izquierda BI-RADS 4B: biopsia con vacío. Mama derecha BI-RADS 2.
No puede excluirse componente de carcinoma invasivo.
# RECOMENDACIÓN
Toma clopidogrel por ictus previo: consultar si se puede suspender antes de la biopsia. En caso de mastodinia
puede usar paracetamol. Refiere que no toma acenocumarol.
""",
    """
family_history | cancer de mama / breast cancer / malignant neoplasm of breast | other_person
family_history | cancer de ovario / ovarian cancer / malignant neoplasm of ovary | other_person
family_history | cancer de pancreas / pancreatic cancer / malignant neoplasm of pancreas | absent
condition | mastitis puerperal / mastitis / puerperal mastitis | historical
condition | fibroadenoma / fibroadenoma of breast / breast fibroadenoma | present / historical / uncertain
condition | nodulo tiroideo / thyroid nodule / nodulo tiroideo benigno | present / historical
medication | tibolona / tibolone | historical / absent
allergy | lidocaina / lidocaine | present
allergy | esparadrapo / adhesive / adhesive tape / adhesive plaster | present
condition | carcinoma ductal in situ / ductal carcinoma in situ / dcis | uncertain
condition | ectasia ductal / duct ectasia / mammary duct ectasia | present
condition | quiste simple / breast cyst / cyst of breast / simple cyst | present
condition | absceso / abscess / breast abscess | absent
condition | mastitis | absent
condition | adenopatias / lymphadenopathy | absent
condition | carcinoma invasivo / invasive carcinoma / breast cancer / invasive breast carcinoma | uncertain
medication | clopidogrel | present
condition | ictus / stroke | historical
medication | paracetamol / acetaminophen | hypothetical
medication | acenocumarol / acenocoumarol | absent
""",
)

DERIVACION = Written(
    "derivación desde atención primaria",
    """
INTERCONSULTA A DIGESTIVO - C.S. Las Nubes de Arriba - 06/06/2024 - preferente
Paciente: Nicasio Sombra Ficción, varón, 49 a.
MC: rectorragia y cambio de ritmo intestinal de 2 meses, -4 kg.
AP: obesidad; SAHOS con CPAP; ERGE; psoriasis; hepatitis A a los 9 años; colecistectomizado por colelitiasis en
2020; depresión (en remisión). No HTA. No DM. No cardiopatía.
Alergias: AAS (angioedema), ácaros. Intolerante a la lactosa.
Tto crónico:
 * pantoprazol 40 mg 1-0-0
 * sertralina 50 mg 1-0-0 (suspendida en enero)
 * calcipotriol/betametasona gel
 * semaglutida 0,5 mg sc semanal, desde marzo
 * naproxeno: lo tomaba por su cuenta, ya no
AF: padre cáncer de colon a los 58, madre sana, primo con enfermedad de Crohn. Niega poliposis familiar.
HSF: fumador de 15 cig/día, bebe los fines de semana; convive con su suegra, en tratamiento por tuberculosis.
EF: abdomen blando, sin masas. TR: hemorroides internas, no fisura anal.
AC: Hb 10,9, ferritina 6 (anemia ferropénica), SOH +, Ac antitransglutaminasa neg -> celiaquía poco probable.
Mantoux neg, se descarta infección tuberculosa.
JC: a descartar neoplasia de colon. DD: colitis ulcerosa; diverticulosis. ¿Hemorroides como única causa?
Plan: inicio sulfato ferroso 105 mg/24 h. Pendiente colonoscopia. Si estreñimiento, lactulosa.
""",
    """
condition | obesidad / obesity | present
condition | sahos / obstructive sleep apnea / sleep apnea / obstructive sleep apnea syndrome | present
condition | erge / gastroesophageal reflux disease / gastro-oesophageal reflux disease / gerd | present
condition | psoriasis | present
condition | hepatitis a | historical
condition | colelitiasis / cholelithiasis / gallstones / gallstone | historical
condition | depresion / depression / major depressive disorder | historical / present
condition | hta / hypertension / hipertension arterial / essential hypertension | absent
condition | dm / diabetes mellitus / diabetes | absent
condition | cardiopatia / heart disease | absent
allergy | aas / aspirin / acetylsalicylic acid / acido acetilsalicilico | present
allergy | acaros / dust mite / house dust mite / mites / dust mites | present
allergy | lactosa / lactose / intolerante a la lactosa / lactose intolerance | present
medication | pantoprazol / pantoprazole | present
medication | sertralina / sertraline | historical / absent
medication | calcipotriol/betametasona / calcipotriol / calcipotriene / calcipotriene/betamethasone | present
medication | semaglutida / semaglutide | present
medication | naproxeno / naproxen | historical / absent
family_history | cancer de colon / colon cancer / colorectal cancer / malignant neoplasm of colon | other_person
family_history | enfermedad de crohn / crohn's disease / crohn disease | other_person
family_history | poliposis familiar / familial adenomatous polyposis / poliposis / familial polyposis | absent
condition | hemorroides / hemorrhoids / haemorrhoids / internal hemorrhoids / hemorroides internas | present
condition | fisura anal / anal fissure | absent
condition | anemia ferropenica / iron deficiency anemia / iron deficiency anaemia | present
condition | celiaquia / celiac disease / coeliac disease | uncertain / absent
condition | infeccion tuberculosa / tuberculosis / latent tuberculosis / tuberculosis infection | absent
condition | neoplasia de colon / colon cancer / colorectal cancer / neoplasia / malignant neoplasm of colon | uncertain
condition | colitis ulcerosa / ulcerative colitis | uncertain
condition | diverticulosis | uncertain
medication | sulfato ferroso / ferrous sulfate / iron | present
medication | lactulosa / lactulose | hypothetical
""",
)

INTERVENCION = Written(
    "informe quirúrgico y alta de traumatología",
    """
# INFORME DE ALTA DE TRAUMATOLOGÍA
Clínica Monte Quimérico. Dña. Eulalia Espectro Novela, 82 años. Ingreso 02/03/2025, alta 09/03/2025
# DIAGNÓSTICO PRINCIPAL
Fractura de cadera derecha
# ANTECEDENTES
Osteoporosis. Enfermedad de Parkinson. Hipotiroidismo. TVP en 2012 y TEP en 2013. Enfermedad renal crónica
estadio 3a. Ictus: no. Alérgica a cefazolina (urticaria) y a yodo tópico (dermatitis). Mala tolerancia a morfina.
# FAMILIA
Madre con fractura de cadera, hija con esclerosis múltiple.
# INTERVENCIÓN
03/03/2025: enclavado endomedular. Sin incidencias. Hallazgo: no se aprecia fractura patológica.
# EVOLUCIÓN
Cuadro confusional agudo la segunda noche, resuelto. Anemia posthemorrágica, dos concentrados de hematíes. Se
descartó infección de herida quirúrgica. Eco-doppler negativo para trombosis venosa profunda. Retención
urinaria pasajera. Probable infección urinaria por sedimento, tratada con fosfomicina, completada. Lesión pulmonar
en radiografía, a descartar neoplasia pulmonar de forma ambulatoria.
# TRATAMIENTO
Enoxaparina 40 mg sc cada 24 h, 30 días
Paracetamol 1 g cada 8 h; tramadol 50 mg solo si dolor intenso
Levodopa/carbidopa 100/25 mg, 1 comprimido cada 8 h
Levotiroxina 75 mcg en ayunas
Calcifediol una ampolla al mes
Se retira: lorazepam. Suspendido ibuprofeno por función renal. Haloperidol contraindicado.
Cuando termine la enoxaparina reiniciar rivaroxabán 15 mg. Reumatología decidirá si inicia denosumab.
""",
    """
condition | fractura de cadera / hip fracture / fracture of hip / fractura de cadera derecha | present
condition | osteoporosis | present
condition | enfermedad de parkinson / parkinson's disease / parkinson disease | present
condition | hipotiroidismo / hypothyroidism | present
condition | tvp / deep vein thrombosis / deep venous thrombosis | historical
condition | tep / pulmonary embolism / tromboembolismo pulmonar | historical
condition | enfermedad renal cronica / chronic kidney disease / chronic kidney disease stage 3a | present
condition | ictus / stroke | absent
allergy | cefazolina / cefazolin | present
allergy | yodo topico / yodo / iodine / povidone-iodine / povidone iodine | present
allergy | morfina / morphine | present
family_history | fractura de cadera / hip fracture / fracture of hip | other_person
family_history | esclerosis multiple / multiple sclerosis | other_person
condition | fractura patologica / pathological fracture / pathologic fracture | absent
condition | cuadro confusional agudo / delirium / acute confusional state | historical
condition | anemia posthemorragica / anemia / posthemorrhagic anemia | present / historical
condition | infeccion de herida quirurgica / surgical site infection / wound infection | absent
condition | trombosis venosa profunda / deep vein thrombosis / deep venous thrombosis | absent
condition | retencion urinaria / urinary retention / retention of urine | historical / present
condition | infeccion urinaria / urinary tract infection | uncertain / historical
medication | fosfomicina / fosfomycin | historical
condition | neoplasia pulmonar / lung cancer / malignant neoplasm of lung / lung neoplasm | uncertain
medication | enoxaparina / enoxaparin / enoxaparin sodium | present
medication | paracetamol / acetaminophen | present
medication | tramadol | present
medication | levodopa/carbidopa / carbidopa/levodopa / levodopa / carbidopa and levodopa | present
medication | levotiroxina / levothyroxine / levothyroxine sodium | present
medication | calcifediol | present
medication | lorazepam | historical / absent
medication | ibuprofeno / ibuprofen | historical / absent
medication | rivaroxaban | hypothetical / historical
medication | denosumab | hypothetical / uncertain
""",
)

LETTERS = (CARDIOLOGIA, MAMOGRAFIA, DERIVACION, INTERVENCION)
