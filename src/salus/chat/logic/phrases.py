"""The sentences that answers are made of, in both languages; names in braces are filled in by the composers."""

from __future__ import annotations

from salus.chat.contract import Language

EN, ES = Language.ENGLISH, Language.SPANISH

PHRASES: dict[str, dict[Language, str]] = {
    "latest": {
        EN: "{owner} latest {name} is {value}, measured on {day}.",
        ES: "{owner} último valor de {name} es {value}, medido el {day}.",
    },
    "unconfirmed": {
        EN: "{owner} latest {name} is {value}, measured on {day}; it was read from a document and no doctor has "
        "confirmed it yet.",
        ES: "{owner} último valor de {name} es {value}, medido el {day}; se leyó de un documento y ningún médico lo ha "
        "confirmado todavía.",
    },
    "range_both": {
        EN: "The laboratory's range is {low} to {high}, so this value is {place}.",
        ES: "El rango del laboratorio es de {low} a {high}, así que este valor está {place}.",
    },
    "range_high": {
        EN: "The laboratory's upper limit is {high}, so this value is {place}.",
        ES: "El límite superior del laboratorio es {high}, así que este valor está {place}.",
    },
    "range_low": {
        EN: "The laboratory's lower limit is {low}, so this value is {place}.",
        ES: "El límite inferior del laboratorio es {low}, así que este valor está {place}.",
    },
    "no_range": {
        EN: "The record holds no reference range for this value.",
        ES: "El historial no contiene un rango de referencia para este valor.",
    },
    "in_range": {EN: "within the range", ES: "dentro del rango"},
    "below": {EN: "below the range", ES: "por debajo del rango"},
    "above": {EN: "above the range", ES: "por encima del rango"},
    "before": {EN: "Before that it was {values}.", ES: "Antes era {values}."},
    "one_before": {EN: "{value} on {day}", ES: "{value} el {day}"},
    "rising": {EN: "It has been rising since {day}.", ES: "Viene subiendo desde el {day}."},
    "falling": {EN: "It has been falling since {day}.", ES: "Viene bajando desde el {day}."},
    "steady": {EN: "It has changed little since {day}.", ES: "Ha cambiado poco desde el {day}."},
    "says": {EN: "{title} says: “{quote}”", ES: "{title} dice: «{quote}»"},
    "says_dated": {EN: "{title} of {day} says: “{quote}”", ES: "{title} del {day} dice: «{quote}»"},
    "model_silent": {
        EN: "The language model did not answer; this is taken word for word from the record.",
        ES: "El modelo de lenguaje no respondió; esto se ha tomado palabra por palabra del historial.",
    },
    "model_stopped": {
        EN: "The language model stopped in the middle; the rest is taken word for word from the record.",
        ES: "El modelo de lenguaje se detuvo a la mitad; el resto se ha tomado palabra por palabra del historial.",
    },
    "model_unsupported": {
        EN: "Some of what the language model said is not borne out by the record and was left out.",
        ES: "Parte de lo que dijo el modelo de lenguaje no está respaldada por el historial y se ha omitido.",
    },
    "nothing": {
        EN: "I found nothing about this in {record}.",
        ES: "No he encontrado nada sobre esto en {record}.",
    },
    "no_test": {
        EN: "There is no result for {name} in {record}.",
        ES: "No hay ningún resultado de {name} en {record}.",
    },
    "no_test_in": {
        EN: "There is no result for {name} from {year} in {record}.",
        ES: "No hay ningún resultado de {name} de {year} en {record}.",
    },
    "no_mention": {
        EN: "I found nothing about {names} in {record}.",
        ES: "No he encontrado nada sobre {names} en {record}.",
    },
    "no_mention_together": {
        EN: "I found nothing that speaks of {names} together in {record}.",
        ES: "No he encontrado nada que hable a la vez de {names} en {record}.",
    },
    "none_medicines": {
        EN: "No current medicines are listed in {record}.",
        ES: "No figura ninguna medicina actual en {record}.",
    },
    "none_allergies": {EN: "No allergies are listed in {record}.", ES: "No figura ninguna alergia en {record}."},
    "none_problems": {
        EN: "No current conditions are listed in {record}.",
        ES: "No figura ninguna enfermedad actual en {record}.",
    },
    "none_shots": {EN: "No vaccinations are listed in {record}.", ES: "No figura ninguna vacuna en {record}."},
    "none_visits": {EN: "No visits are listed in {record}.", ES: "No figura ninguna visita en {record}."},
    "none_relatives": {
        EN: "No family history is listed in {record}.",
        ES: "No figuran antecedentes familiares en {record}.",
    },
    "none_due": {
        EN: "I found no recommendation about next steps in {record}.",
        ES: "No he encontrado ninguna recomendación sobre los próximos pasos en {record}.",
    },
    "none_changed": {
        EN: "Nothing new has come into {record} since {day}.",
        ES: "No ha entrado nada nuevo en {record} desde el {day}.",
    },
    "none_abnormal": {
        EN: "The latest result of every test in {record} is within its range.",
        ES: "El último resultado de cada prueba en {record} está dentro de su rango.",
    },
    "no_results": {EN: "There are no test results in {record}.", ES: "No hay resultados de pruebas en {record}."},
    "medicine": {EN: "Current medicine: {item}.", ES: "Medicina actual: {item}."},
    "medicine_since": {EN: "Current medicine: {item}, since {day}.", ES: "Medicina actual: {item}, desde el {day}."},
    "proposed": {
        EN: "Read from a document and not confirmed yet: {item}.",
        ES: "Leído de un documento y aún sin confirmar: {item}.",
    },
    "allergy": {EN: "Allergy: {item}.", ES: "Alergia: {item}."},
    "proposed_allergy": {
        EN: "Possible allergy, read from a document and not confirmed yet: {item}.",
        ES: "Posible alergia, leída de un documento y aún sin confirmar: {item}.",
    },
    "problem": {EN: "Current condition: {item}.", ES: "Enfermedad actual: {item}."},
    "problem_since": {EN: "Current condition: {item}, since {day}.", ES: "Enfermedad actual: {item}, desde el {day}."},
    "past_problem": {EN: "Earlier condition, not active now: {item}.", ES: "Enfermedad pasada, ya no activa: {item}."},
    "shot": {EN: "Vaccination: {item}, on {day}.", ES: "Vacuna: {item}, el {day}."},
    "visit": {EN: "Visit on {day}: {item}.", ES: "Visita el {day}: {item}."},
    "relative": {EN: "Family history: {item}.", ES: "Antecedente familiar: {item}."},
    "flag": {EN: "Warning in the chart: {item}.", ES: "Aviso en el historial: {item}."},
    "out_of_range": {
        EN: "{name}: {value} on {day}, {place}.",
        ES: "{name}: {value} el {day}, {place}.",
    },
    "new_value": {EN: "New result on {day}: {name} {value}.", ES: "Resultado nuevo el {day}: {name} {value}."},
    "new_document": {EN: "New document: {title}, of {day}.", ES: "Documento nuevo: {title}, del {day}."},
    "new_item": {EN: "New in the record since {day}: {item}.", ES: "Nuevo en el historial desde el {day}: {item}."},
    "decline_diagnosis": {
        EN: "I cannot tell what illness this is or is not; please ask your doctor.",
        ES: "No puedo decir qué enfermedad es o no es; pregunte por favor a su médico.",
    },
    "decline_treatment": {
        EN: "I cannot advise on starting, stopping or changing a treatment; please ask your doctor or pharmacist.",
        ES: "No puedo aconsejar empezar, dejar o cambiar un tratamiento; pregunte antes a su médico o farmacéutico.",
    },
    "greeting": {
        EN: "Hello. You can ask what a test means, what changed, which medicines are listed, or what a letter says.",
        ES: "Hola. Puede preguntar qué significa una prueba, qué ha cambiado, qué medicinas hay o qué dice un informe.",
    },
    "thanks": {EN: "You are welcome. Ask again at any time.", ES: "De nada. Pregunte cuando quiera."},
    "elsewhere": {
        EN: "I can speak about this one record only. Nothing written here or in a document changes that.",
        ES: "Solo puedo hablar de este historial. Nada de lo que se escriba aquí o en un documento cambia eso.",
    },
    "organ_value": {
        EN: "{name}: {value} on {day}, {place}.",
        ES: "{name}: {value} el {day}, {place}.",
    },
    "organ_value_bare": {EN: "{name}: {value} on {day}.", ES: "{name}: {value} el {day}."},
    "ask_doctor": {
        EN: "This value is outside its range: please talk it over with your doctor.",
        ES: "Este valor está fuera de su rango: coméntelo por favor con su médico.",
    },
    "left_out": {
        EN: "Something in a document was left out because it does not speak about the patient.",
        ES: "Se omitió algo de un documento porque no habla del paciente.",
    },
    "not_grounded": {
        EN: "A sentence was left out because its source did not support it.",
        ES: "Se omitió una frase porque su fuente no la respaldaba.",
    },
}


def phrase(key: str, language: Language, **parts: str) -> str:
    """A sentence in the reader's language."""
    return PHRASES[key][language].format(**parts)
