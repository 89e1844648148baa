"""Invented Spanish letters of several kinds, written without sight of the rules."""

from __future__ import annotations

from evals.letters.types import Written

ALTA = Written(
    "informe de alta",
    """
# INFORME DE ALTA - SERVICIO DE MEDICINA INTERNA
Hospital Ficticio de Valdequimera. Paciente: D. Anselmo Quimera Fábula, 79 años. Alta: 17/02/2025
# MOTIVO DE INGRESO
Disnea y edemas de una semana.
# ANTECEDENTES PERSONALES
HTA. DM tipo 2 con retinopatía diabética. Dislipemia. FA permanente. EPOC moderada. Úlcera duodenal en 2003.
IAM en 2015, stent en DA. No antecedente de ictus. Intervenido de hernia inguinal y de cataratas.
Exfumador. Alergia a penicilina (exantema). Intolerancia a tramadol (vómitos).
# ANTECEDENTES FAMILIARES
Padre fallecido por cáncer de pulmón; hermana con demencia.
# EVOLUCIÓN
Ingresa por insuficiencia cardiaca descompensada. Se descarta tromboembolismo pulmonar por angioTC. La
radiografía no muestra neumonía, sí derrame pleural derecho leve. Anemia ferropénica, por lo que se administra hierro
intravenoso. Presentó fracaso renal agudo, ya resuelto. Se suspende verapamilo. No se puede excluir amiloidosis
cardiaca y se solicita gammagrafía.
# TRATAMIENTO AL ALTA
- Furosemida 40 mg: 1-1-0
- Bisoprolol 2,5 mg: 1-0-0 (nuevo)
- Apixabán 5 mg cada 12 horas
- Metformina 850 mg: suspendida hasta control analítico
- Empagliflozina 10 mg: 1-0-0
- Atorvastatina 40 mg: 0-0-1
- Tiotropio inhalado, una vez al día
Si el potasio lo permite, su médico valorará añadir espironolactona 25 mg. Evitar antiinflamatorios.
""",
    """
condition | hta / hypertension / hipertension arterial / essential hypertension | present
condition | dm tipo 2 / type 2 diabetes mellitus / diabetes mellitus tipo 2 / type 2 diabetes | present
condition | retinopatia diabetica / diabetic retinopathy | present
condition | dislipemia / dyslipidemia / dyslipidaemia / hyperlipidemia | present
condition | fa permanente / fa / atrial fibrillation / permanent atrial fibrillation / fibrilacion auricular | present
condition | epoc / copd / chronic obstructive pulmonary disease / epoc moderada | present
condition | ulcera duodenal / duodenal ulcer | historical
condition | iam / myocardial infarction / acute myocardial infarction / infarto agudo de miocardio | historical
condition | ictus / stroke | absent
condition | hernia inguinal / inguinal hernia | historical
condition | cataratas / cataract / catarata | historical
allergy | penicilina / penicillin | present
allergy | tramadol | present
family_history | cancer de pulmon / lung cancer / malignant neoplasm of lung | other_person
family_history | demencia / dementia | other_person
condition | insuficiencia cardiaca / heart failure / insuficiencia cardiaca descompensada | present
condition | tromboembolismo pulmonar / pulmonary embolism | absent
condition | neumonia / pneumonia | absent
condition | derrame pleural / pleural effusion | present
condition | anemia ferropenica / iron deficiency anemia / iron deficiency anaemia | present
medication | hierro / iron / hierro intravenoso | present / historical
condition | fracaso renal agudo / acute kidney injury / acute renal failure / acute kidney failure | historical
medication | verapamilo / verapamil | historical / absent
condition | amiloidosis / cardiac amyloidosis / amiloidosis cardiaca / amyloidosis | uncertain
medication | furosemida / furosemide | present
medication | bisoprolol | present
medication | apixaban | present
medication | metformina / metformin | historical / absent / hypothetical
medication | empagliflozina / empagliflozin | present
medication | atorvastatina / atorvastatin | present
medication | tiotropio / tiotropium | present
medication | espironolactona / spironolactone | hypothetical
""",
)

URGENCIAS = Written(
    "nota de urgencias sin apartados",
    """
Urgencias, Clínica Imaginaria del Norte, 03-12-2024, 21:15 h. Dra. Leyenda.
Mujer de 34 años que acude por dolor en FID de 18 h con náuseas. Niega fiebre y síndrome miccional. FUR hace
3 semanas. AP: asma desde la infancia, quiste ovárico en 2019 ya resuelto, ansiedad. No HTA, no DM. Sin alergias
medicamentosas conocidas, alérgica al látex. Toma budesonida/formoterol 1 inh c/12 h y escitalopram 10 mg/día;
dejó el anticonceptivo en verano. Su marido tiene gastroenteritis desde ayer. Su madre tuvo apendicitis con
peritonitis y su abuela materna cáncer de ovario.
EF: TA 118/70, T 37,4. Abdomen: defensa en FID, Blumberg dudoso, puñopercusión negativa.
Analítica: leucocitos 13.900, PCR 48, test de embarazo negativo; se excluye embarazo ectópico. Orina normal,
sin datos de infección urinaria ni de cólico renal.
Ecografía: apéndice de 9 mm con grasa inflamada, compatible con apendicitis aguda. Sin absceso ni líquido libre.
Ovarios normales, no se ven signos de torsión ovárica. Hemangioma hepático incidental.
JC: apendicitis aguda. DD: adenitis mesentérica, menos verosímil; enfermedad de Crohn no descartada.
Plan: dieta absoluta, sueroterapia, paracetamol 1 g iv c/8 h, metamizol 2 g iv si dolor, cefazolina no
administrada; se pauta amoxicilina-clavulánico 2 g iv ahora. Interconsulta a Cirugía. Si fiebre, hemocultivos
y cambiar a piperacilina-tazobactam.
""",
    """
condition | asma / asthma | present
condition | quiste ovarico / ovarian cyst | historical
condition | ansiedad / anxiety / anxiety disorder | present / historical
condition | hta / hypertension / hipertension arterial / essential hypertension | absent
condition | dm / diabetes mellitus / diabetes | absent
allergy | alergias medicamentosas / no known drug allergies / no known drug allergy / drug allergy | absent
allergy | latex | present
medication | budesonida/formoterol / budesonide/formoterol / budesonide / budesonida / formoterol | present
medication | escitalopram | present
medication | anticonceptivo / oral contraceptive / contraceptive | historical / absent
family_history | apendicitis / appendicitis | other_person
family_history | peritonitis | other_person
family_history | cancer de ovario / ovarian cancer / malignant neoplasm of ovary | other_person
condition | embarazo ectopico / ectopic pregnancy | absent
condition | infeccion urinaria / urinary tract infection | absent
condition | colico renal / renal colic | absent
condition | apendicitis aguda / acute appendicitis / appendicitis | present
condition | absceso / abscess | absent
condition | torsion ovarica / ovarian torsion / torsion of ovary | absent
condition | hemangioma hepatico / hepatic hemangioma / hemangioma / hemangioma of liver / liver hemangioma | present
condition | adenitis mesenterica / mesenteric adenitis / mesenteric lymphadenitis | uncertain
condition | enfermedad de crohn / crohn's disease / crohn disease | uncertain
medication | paracetamol / acetaminophen | present
medication | metamizol / metamizole / dipyrone | present / hypothetical
medication | cefazolina / cefazolin | absent
medication | amoxicilina-clavulanico / amoxicillin/clavulanate / amoxicillin and clavulanate / co-amoxiclav | present
medication | piperacilina-tazobactam / piperacillin/tazobactam / piperacillin and tazobactam | hypothetical
""",
)

ECOGRAFIA = Written(
    "ecografía abdominal y tiroidea",
    """
# ECOGRAFÍA ABDOMINAL Y TIROIDEA
Centro de Diagnóstico Espejismo. Fecha: 9 de octubre de 2024
Paciente: Dña. Visitación Inventada Ensueño, 56 años
# DATOS CLÍNICOS
Hepatitis C tratada en 2017 con respuesta. Dolor en hipocondrio derecho, descartar colelitiasis. Madre con
hepatocarcinoma. Antecedente de cáncer de mama izquierda (2010), en tratamiento con letrozol desde 2015; retirado
en 2020.
# HALLAZGOS
Hígado de tamaño normal, ecogenicidad aumentada en relación con esteatosis hepática moderada. No hay signos de
cirrosis ni de hipertensión portal. Lesión hipoecoica de 12 mm en segmento VI, indeterminada: no puede
excluirse metástasis hepática.
Vesícula con varias litiasis móviles; sin signos de colecistitis. Vía biliar no dilatada, sin coledocolitiasis.
Páncreas visible en parte, sin evidencia de pancreatitis. Bazo de 14,5 cm: esplenomegalia leve.
Riñón derecho con quiste simple de 3 cm. Riñón izquierdo: no hidronefrosis. Aorta sin aneurisma. Ausencia de
ascitis.
Tiroides: bocio multinodular; nódulo izquierdo TI-RADS 4 sospechoso de carcinoma papilar. No adenopatías
cervicales.
# CONCLUSIÓN
Colelitiasis. Esteatosis hepática. Lesión hepática a caracterizar mediante RM. Bocio con nódulo izquierdo que
debe ser puncionado (no toma anticoagulantes; alérgica a contraste yodado, reacción leve).
""",
    """
condition | hepatitis c | historical
condition | colelitiasis / cholelithiasis / gallstones / gallstone / litiasis | present
family_history | hepatocarcinoma / hepatocellular carcinoma / liver cancer | other_person
condition | cancer de mama / breast cancer / malignant neoplasm of breast / cancer de mama izquierda | historical
medication | letrozol / letrozole | historical / absent
condition | esteatosis hepatica / hepatic steatosis / fatty liver / steatosis of liver | present
condition | cirrosis / cirrhosis / cirrhosis of liver / liver cirrhosis | absent
condition | hipertension portal / portal hypertension | absent
condition | metastasis hepatica / liver metastasis / metastasis / secondary malignant neoplasm of liver | uncertain
condition | colecistitis / cholecystitis | absent
condition | coledocolitiasis / choledocholithiasis | absent
condition | pancreatitis | absent
condition | esplenomegalia / splenomegaly | present
condition | quiste simple / renal cyst / kidney cyst / quiste renal / cyst of kidney / simple renal cyst | present
condition | hidronefrosis / hydronephrosis | absent
condition | aneurisma / aneurysm / aortic aneurysm / abdominal aortic aneurysm / aneurysm of aorta | absent
condition | ascitis / ascites | absent
condition | bocio multinodular / multinodular goiter / multinodular goitre / goiter / bocio / goitre | present
condition | carcinoma papilar / papillary thyroid carcinoma / papillary carcinoma / thyroid cancer | uncertain
condition | adenopatias / lymphadenopathy / adenopatias cervicales / cervical lymphadenopathy | absent
allergy | contraste yodado / iodinated contrast / contrast media / iodinated contrast media | present
""",
)

ALERGIA = Written(
    "consulta de alergología pediátrica",
    """
Consulta de Alergia Infantil - Policlínico Arcoíris Inventado
Niño: Telmo Cuentista Soñado, 8 años. Primera visita 22/04/2024.
Motivo: sospecha de alergia a frutos secos.
Hace dos meses, tras comer una galleta con avellana, presentó urticaria y vómitos. No disnea ni mareo, por lo que
no cumplió criterios de anafilaxia. Come cacahuete y almendra sin problemas.
Antecedentes: dermatitis atópica; bronquiolitis a los 5 meses; alergia a la leche de vaca superada a los 3 años.
Rinitis en primavera sin asma. Intervenido de adenoides. El padre es alérgico al marisco y la madre padece asma;
el hermano mayor, celiaquía. Etiquetado de alérgico a la amoxicilina por un exantema con 2 años; la prueba de
exposición de hoy ha sido negativa y puede tomarla.
Pruebas cutáneas: avellana 8 mm, nuez 5 mm, gramíneas 6 mm; cacahuete, huevo y pescado negativas.
IgE Cor a 14 positiva.
Juicio clínico:
1. Alergia a avellana.
2. Alergia a nuez, posible (nunca la ha comido).
3. Rinoconjuntivitis alérgica por gramíneas.
4. No alérgico a amoxicilina.
Tratamiento: adrenalina autoinyectable 0,15 mg im, llevar siempre dos; cetirizina 5 ml al día en primavera;
mometasona nasal 1 pulverización cada noche. Retirar la dexclorfeniramina. Inmunoterapia a valorar. Si la dermatitis
empeora, tacrolimus tópico. El abuelo, que vive en casa, toma enalapril: guardar los envases bajo llave.
""",
    """
allergy | frutos secos / tree nuts / nuts / tree nut / nut | uncertain
allergy | avellana / hazelnut | present
condition | urticaria | historical / present
condition | anafilaxia / anaphylaxis | absent
allergy | cacahuete / peanut / peanuts | absent
allergy | almendra / almond | absent
condition | dermatitis atopica / atopic dermatitis / eczema | present
condition | bronquiolitis / bronchiolitis | historical
allergy | leche de vaca / cow's milk / milk / leche | historical / absent
condition | asma / asthma | absent
family_history | marisco / shellfish / shellfish allergy / allergy to shellfish | other_person
family_history | asma / asthma | other_person
family_history | celiaquia / celiac disease / coeliac disease | other_person
allergy | amoxicilina / amoxicillin | absent / historical
allergy | nuez / walnut | uncertain
condition | rinoconjuntivitis alergica / allergic rhinoconjunctivitis / allergic rhinitis / rinoconjuntivitis | present
allergy | gramineas / grass pollen / grass / grasses | present
allergy | huevo / egg | absent
allergy | pescado / fish | absent
medication | adrenalina / epinephrine / adrenaline | present
medication | cetirizina / cetirizine | present
medication | mometasona / mometasone / mometasone furoate | present
medication | dexclorfeniramina / dexchlorpheniramine | historical / absent
medication | tacrolimus | hypothetical
""",
)

EMBARAZO = Written(
    "control de embarazo",
    """
# CONTROL PRENATAL
Maternidad Aurora Imaginaria - 5 de marzo de 2025 - Gestante: Rosaura Irreal Duende, 36 años
G4 P2 A1. EG 24+3 por ecografía.
# ANTECEDENTES
Preeclampsia en 2018 (parto a las 34 semanas). Aborto espontáneo en 2021. Diabetes gestacional en el último
embarazo, resuelta. Hipotiroidismo subclínico. Trombofilia: descartada. Epilepsia en la niñez, sin crisis desde
los 12 años y sin medicación: valproato suspendido en 2001. Niega hipertensión crónica. Tabaco: no.
Familiares: madre hipertensa y diabética, tía paterna con cáncer de mama. Esposo con anemia falciforme; ella,
hemoglobina normal, no portadora.
Alergias: sulfas (edema de labios). No alergia al látex.
# EVOLUCIÓN
Refiere pirosis. No cefalea, no fosfenos. PA 122/76. Edema leve. Altura uterina 23 cm, FCF 148.
Urocultivo positivo a E. coli, asintomática: bacteriuria asintomática. Toxoplasmosis y sífilis negativas.
Placenta normoinserta, se excluye placenta previa. Sospecha de restricción del crecimiento: percentil 9,
repetir en dos semanas.
# INDICACIONES
1. Ácido acetilsalicílico 150 mg por la noche, continuar
2. Levotiroxina 50 mcg en ayunas
3. Fosfomicina 3 g VO dosis única
4. Sulfato ferroso 1 tableta cada 24 h; suspender ácido fólico
5. PTGO la próxima semana; en caso de diabetes gestacional, dieta y, si no basta, insulina
6. Nifedipino solo si PA mayor de 150/100
""",
    """
condition | preeclampsia / pre-eclampsia | historical
condition | aborto espontaneo / miscarriage / spontaneous abortion | historical
condition | diabetes gestacional / gestational diabetes / gestational diabetes mellitus | historical
condition | hipotiroidismo subclinico / subclinical hypothyroidism / hypothyroidism / hipotiroidismo | present
condition | trombofilia / thrombophilia | absent
condition | epilepsia / epilepsy | historical
medication | valproato / valproate / valproic acid | historical / absent
condition | hipertension cronica / hypertension / chronic hypertension / essential hypertension / hipertension | absent
family_history | hipertensa / hypertension / hipertension | other_person
family_history | diabetica / diabetes mellitus / diabetes | other_person
family_history | cancer de mama / breast cancer / malignant neoplasm of breast | other_person
allergy | sulfas / sulfonamide / sulfa drugs / sulfonamides | present
allergy | latex | absent
condition | bacteriuria asintomatica / asymptomatic bacteriuria / bacteriuria | present
condition | toxoplasmosis | absent
condition | sifilis / syphilis | absent
condition | placenta previa | absent
condition | restriccion del crecimiento / fetal growth restriction / intrauterine growth restriction | uncertain
medication | acido acetilsalicilico / aspirin / acetylsalicylic acid | present
medication | levotiroxina / levothyroxine / levothyroxine sodium | present
medication | fosfomicina / fosfomycin | present
medication | sulfato ferroso / ferrous sulfate / iron | present
medication | acido folico / folic acid | historical / absent
medication | insulina / insulin | hypothetical
medication | nifedipino / nifedipine | hypothetical
""",
)

RECETA = Written(
    "receta con indicaciones",
    """
CONSULTORIO DE REUMATOLOGÍA LOS MOLINOS INVENTADOS
Dr. Fermín Apócrifo                                             Fecha: 28/08/2024
Paciente: Sra. Tomasa Espejo Irreal, 64 años. Alergias: diclofenaco (broncoespasmo), dipirona.
Dx: artritis reumatoide seropositiva; osteoporosis con fractura vertebral previa; síndrome de Sjögren en estudio;
fibromialgia descartada. Gastritis crónica. Glaucoma no.
Rp/
  1) Metotrexato 2,5 mg, 6 tabletas juntas los lunes (antes 4)
  2) Ácido fólico 5 mg, los miércoles
  3) Prednisona 5 mg por la mañana, bajar a 2,5 mg en un mes
  4) Alendronato 70 mg, domingos, en ayunas, permanecer sentada
  5) Calcio con vitamina D, 1 tableta al almuerzo
  6) Paracetamol 500 mg cada 8 horas si hay dolor
  7) Omeprazol 20 mg en ayunas
Suspender: leflunomida (diarrea), hidroxicloroquina. No iniciar todavía el adalimumab: primero PPD y placa de
tórax para descartar tuberculosis; si son negativas, 40 mg sc cada 2 semanas.
Usa además losartán 50 mg de su cardiólogo por hipertensión. Nunca tomó tofacitinib.
Recomendaciones: no tomar ibuprofeno ni naproxeno. Traer densitometría. Vacuna de influenza. Su hija, con lupus,
debe sacar su propia cita. Hemograma y transaminasas en 4 semanas; en caso de hepatotoxicidad, parar el
metotrexato y llamar.
""",
    """
allergy | diclofenaco / diclofenac | present
allergy | dipirona / metamizole / dipyrone / metamizol | present
condition | artritis reumatoide / rheumatoid arthritis / artritis reumatoide seropositiva | present
condition | osteoporosis | present
condition | fractura vertebral / vertebral fracture / fracture of vertebra | historical
condition | sindrome de sjogren / sjogren's syndrome / sjogren syndrome | uncertain
condition | fibromialgia / fibromyalgia | absent
condition | gastritis cronica / chronic gastritis / gastritis | present
condition | glaucoma | absent
medication | metotrexato / methotrexate | present
medication | acido folico / folic acid | present
medication | prednisona / prednisone | present
medication | alendronato / alendronate / alendronic acid | present
medication | calcio con vitamina d / calcium and vitamin d / calcium / calcio / vitamin d / vitamina d | present
medication | paracetamol / acetaminophen | present
medication | omeprazol / omeprazole | present
medication | leflunomida / leflunomide | historical / absent
medication | hidroxicloroquina / hydroxychloroquine | historical / absent
medication | adalimumab | hypothetical / absent
condition | tuberculosis | uncertain / hypothetical
medication | losartan | present
condition | hipertension / hypertension / essential hypertension | present
medication | tofacitinib | absent
family_history | lupus / systemic lupus erythematosus | other_person
condition | hepatotoxicidad / hepatotoxicity | hypothetical
""",
)

LETTERS = (ALTA, URGENCIAS, ECOGRAFIA, ALERGIA, EMBARAZO, RECETA)
