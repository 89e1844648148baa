"""Four invented Spanish letters, written without sight of the rules, with what a doctor reads in each."""

from __future__ import annotations

from evals.letters.types import Written

ALTA = Written(
    "spanish discharge",
    """
# Hospital Comarcal de Ribalta: Informe de alta
Fecha de alta: 9 de febrero de 2025
Paciente: Rosa Ficticia Lara   Fecha de nacimiento: 22/08/1951
# Antecedentes personales
Hipertensión arterial, diabetes mellitus tipo 2, fibrilación auricular. Ictus isquémico en 2018. No asma.
# Alergias
Alergia a penicilina. Intolerancia a metamizol.
# Antecedentes familiares
Madre con cáncer de mama. Padre con infarto de miocardio.
# Evolución
Se descarta tromboembolismo pulmonar. Posible neumonía en base derecha.
# Tratamiento al alta
Apixabán 5 mg cada 12 horas
Metformina 850 mg cada 12 horas
Enalapril 10 mg cada 24 horas
Furosemida 40 mg por la mañana
Suspender ibuprofeno
# Recomendaciones
Si aparece fiebre, acuda a urgencias.
""",
    """
condition | hypertension / hipertension arterial | present
condition | type 2 diabetes mellitus / diabetes mellitus tipo 2 | present
condition | atrial fibrillation / fibrilacion auricular | present
condition | ischemic stroke / stroke / ictus isquemico / ischaemic stroke | historical
condition | asthma / asma | absent
allergy | penicillin / penicilina | present
allergy | metamizole / metamizol / dipyrone | present
family_history | breast cancer / cancer de mama / malignant neoplasm of breast | other_person
family_history | myocardial infarction / infarto de miocardio | other_person
condition | pulmonary embolism / tromboembolismo pulmonar | absent
condition | pneumonia / neumonia | uncertain
medication | apixaban | present
medication | metformin / metformina | present
medication | enalapril | present
medication | furosemide / furosemida | present
medication | ibuprofen / ibuprofeno | historical / absent
""",
)

CONSULTA = Written(
    "spanish clinic note",
    """
# Consulta de Neumología
Fecha: 3 de octubre de 2024
Paciente: Iván Supuesto Gil, nacido el 15/01/1972
Motivo de consulta: control de asma y apnea del sueño.
Exfumador desde 2015. Niega tuberculosis.
Tratamiento actual: budesonida inhalada 200 mcg dos veces al día, salbutamol a demanda, omeprazol 20 mg al día.
No alergias medicamentosas conocidas.
Su hermano tiene fibrosis quística.
Diagnóstico: asma bronquial controlada. Rinitis alérgica. Sospecha de reflujo gastroesofágico.
Plan: mantener el tratamiento. Valorar montelukast si empeora.
""",
    """
condition | asthma / asma / asma bronquial | present
condition | sleep apnea / sleep apnoea / obstructive sleep apnea / apnea del sueno | present
condition | tuberculosis | absent
medication | budesonide / budesonida | present
medication | salbutamol / albuterol | present
medication | omeprazole / omeprazol | present
allergy | no known drug allergies / drug allergen / alergias medicamentosas / no known drug allergy | absent
family_history | cystic fibrosis / fibrosis quistica | other_person
condition | allergic rhinitis / rinitis alergica | present
condition | gastroesophageal reflux disease / gastro-oesophageal reflux disease / reflujo gastroesofagico | uncertain
medication | montelukast | hypothetical / uncertain
""",
)

CARDIOLOGIA = Written(
    "spanish cardiology",
    """
# Centro Cardiológico Levante
12/11/2024
Estimada compañera: le remito a don Pablo Inventado Roca, de 68 años.
Presenta insuficiencia cardíaca con fracción de eyección reducida y anemia ferropénica. No presenta angina de pecho.
Tuvo un infarto agudo de miocardio en 2009. Es alérgico a los contrastes yodados y al ácido acetilsalicílico.
Toma bisoprolol 5 mg al día, sacubitrilo/valsartán 49/51 mg dos veces al día, espironolactona 25 mg al día y
atorvastatina 80 mg por la noche. Dejó de tomar digoxina en mayo.
No hay antecedentes familiares de miocardiopatía.
Solicito ecocardiograma para descartar estenosis aórtica.
""",
    """
condition | heart failure / insuficiencia cardiaca | present
condition | iron deficiency anemia / iron deficiency anaemia / anemia ferropenica | present
condition | angina pectoris / angina / angina de pecho | absent
condition | myocardial infarction / acute myocardial infarction / infarto agudo de miocardio | historical
allergy | iodinated contrast / contrast media / iodine / iodinated contrast media / contrastes yodados | present
allergy | aspirin / acetylsalicylic acid / acido acetilsalicilico | present
medication | bisoprolol | present
medication | sacubitril / sacubitril/valsartan / sacubitrilo/valsartan | present
medication | spironolactone / espironolactona | present
medication | atorvastatin / atorvastatina | present
medication | digoxin / digoxina | historical / absent
family_history | cardiomyopathy / miocardiopatia | absent
condition | aortic stenosis / aortic valve stenosis / estenosis aortica | uncertain / hypothetical
""",
)

RECETA = Written(
    "spanish medicines sheet",
    """
# Centro de Salud El Olivar: hoja de medicación
Fecha: 20/05/2025
Nombre: Carmen Figurada Mora
# Medicación crónica
- Levotiroxina 75 mcg en ayunas
- Losartán 50 mg, 1 comprimido al día
- Simvastatina 20 mg por la noche
- Paracetamol 1 g si dolor
# Alergias e intolerancias
AINE: urticaria
Níquel
Edad 66 años
Próxima revisión en noviembre
# Problemas
Hipotiroidismo
Artrosis de rodilla
Hipercolesterolemia
""",
    """
medication | levothyroxine / levotiroxina | present
medication | losartan | present
medication | simvastatin / simvastatina | present
medication | paracetamol / acetaminophen | present
allergy | nsaid / nsaids / aine / nonsteroidal anti-inflammatory drugs / non-steroidal anti-inflammatory drug | present
allergy | nickel / niquel | present
condition | hypothyroidism / hipotiroidismo | present
condition | osteoarthritis / osteoarthritis of knee / artrosis de rodilla / knee osteoarthritis / artrosis | present
condition | hypercholesterolemia / hypercholesterolaemia / hipercolesterolemia / hyperlipidemia | present
""",
)

LETTERS = (ALTA, CONSULTA, CARDIOLOGIA, RECETA)
