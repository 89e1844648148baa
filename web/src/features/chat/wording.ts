/** The few words around an answer, in the language of the answer. Pure. */
import type { StoredAnswer } from "@/api/types";

export type AnswerLanguage = StoredAnswer["language"];

interface Wording {
  emergency: string;
  crisis: string;
  call: (number: string) => string;
  orLocalNumber: string;
  doctor: string;
  sources: string;
  showAll: (count: number) => string;
  unconfirmed: string;
  brokeOff: string;
  wordedBy: (model: string) => string;
  ownWords: string;
  outside: string;
  doubt: string;
}

const ENGLISH: Wording = {
  emergency: "This needs help now.",
  crisis: "You are not alone. Please speak to somebody now.",
  call: (number) => `Call ${number}`,
  orLocalNumber: "or your local emergency number",
  doctor: "Please speak about this with your doctor.",
  sources: "Sources",
  showAll: (count) => `Show all ${count} sources`,
  unconfirmed: "Grey with a dashed line: read by the machine, not confirmed by a person yet.",
  brokeOff: "The answer broke off here. Ask again for the rest.",
  wordedBy: (model) => `Worded by ${model}; each sentence was checked against its sources.`,
  ownWords: "In the record's own words, without a language model.",
  outside: "The question and these sources were sent to it outside the clinic.",
  doubt: "Not borne out by its sources",
};

const SPANISH: Wording = {
  emergency: "Esto necesita ayuda ahora.",
  crisis: "No está solo ni sola. Por favor, hable con alguien ahora.",
  call: (number) => `Llamar al ${number}`,
  orLocalNumber: "o al número de emergencias de su zona",
  doctor: "Por favor, hable de esto con su médico.",
  sources: "Fuentes",
  showAll: (count) => `Mostrar las ${count} fuentes`,
  unconfirmed: "En gris con línea discontinua: leído por la máquina, aún sin confirmar por una persona.",
  brokeOff: "La respuesta se interrumpió aquí. Pregunte de nuevo para obtener el resto.",
  wordedBy: (model) => `Redactado por ${model}; cada frase se comprobó con sus fuentes.`,
  ownWords: "Con las palabras del propio historial, sin modelo de lenguaje.",
  outside: "La pregunta y estas fuentes se le enviaron fuera del centro.",
  doubt: "No lo respaldan sus fuentes",
};

export function wordingOf(language: AnswerLanguage): Wording {
  return language === "es" ? SPANISH : ENGLISH;
}
