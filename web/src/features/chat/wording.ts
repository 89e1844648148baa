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
};

export function wordingOf(language: AnswerLanguage): Wording {
  return language === "es" ? SPANISH : ENGLISH;
}
