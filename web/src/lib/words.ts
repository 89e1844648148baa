/** Codes of the API as words on the screen, in one place. */
import type { DocumentType, ProcessingStatus, ProposalKind, Sex, Tone } from "@/api/types";

export type MarkTone = "critical" | "warning" | "normal" | "information" | "unknown";

export const SEX_WORDS: Record<Sex, string> = {
  female: "Female",
  male: "Male",
  other: "Other",
  unknown: "Sex unknown",
};

export const DOCUMENT_TYPES: Record<DocumentType, string> = {
  lab_report: "Lab report",
  imaging: "Imaging",
  prescription: "Prescription",
  consultation_note: "Letter or note",
  other: "Other",
};

/** What the reader itself calls a document, where that is no word that people use. */
const DETECTED: Record<string, string> = { laboratory: "Lab report" };

export function documentTypeWords(type: string | null): string {
  if (!type) return "Document";
  return DOCUMENT_TYPES[type as DocumentType] ?? DETECTED[type] ?? sentence(type);
}

export const PROPOSAL_KINDS: Record<ProposalKind, string> = {
  observation: "Result",
  condition: "Condition",
  medication: "Medicine",
  allergy: "Allergy",
  family_history: "Family history",
  risk_marker: "Risk marker",
};

interface StatusWords {
  label: string;
  tone: MarkTone;
  busy: boolean;
}

/** What each tier means to the person who waits for it. */
export const DOCUMENT_STATUS: Record<ProcessingStatus, StatusWords> = {
  INGESTED: { label: "Received, being read", tone: "information", busy: true },
  ANALYZING: { label: "Finding results", tone: "information", busy: true },
  INDEXED: { label: "Ready", tone: "normal", busy: false },
  REVIEW: { label: "Needs a person", tone: "warning", busy: false },
  FAILED: { label: "Could not be read", tone: "critical", busy: false },
};

const TIMELINE_KINDS: Record<string, string> = {
  laboratory: "Lab results",
  "vital-signs": "Vital signs",
  survey: "Questionnaires",
  measurement: "Measurements",
  condition: "Conditions",
  medication: "Medicines",
  allergy: "Allergies",
  immunization: "Vaccinations",
  encounter: "Visits",
  procedure: "Procedures",
  "family-history": "Family history",
  consent: "Consents",
  flag: "Flags",
  document: "Documents",
  conversation: "Conversations",
};

export const TIMELINE_FILTERS = [
  "laboratory",
  "vital-signs",
  "document",
  "encounter",
  "medication",
  "condition",
];

export function timelineKindWords(kind: string): string {
  return TIMELINE_KINDS[kind] ?? sentence(kind);
}

export function markTone(tone: Tone): MarkTone {
  if (tone === "critical" || tone === "warning") return tone;
  return tone === "good" ? "normal" : "unknown";
}

/** "on-hold" or "lab_report" as "On hold", "Lab report". */
export function sentence(code: string): string {
  const words = code.replace(/[-_.]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1,200" */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

/** The name of a language by its ISO 639-1 code. */
export function languageWords(code: string): string {
  return LANGUAGES.of(code) ?? code;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)}\u00a0${count === 1 ? one : many}`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** The system of an identifier is an address for machines; people know it by a short name. */
export function identifierWords(system: string): string {
  const tail = system.split(/[/:#]/).filter(Boolean).pop() ?? system;
  return tail.length <= 4 ? tail.toUpperCase() : sentence(tail);
}

const SOURCES: Record<string, string> = {
  clinician: "a clinician",
  patient: "the patient",
  document: "a document",
  import: "another system",
  device: "a device",
  model: "a model",
};

/** Who or what says so. */
export function sourceWords(source: string | null): string {
  return source ? (SOURCES[source] ?? source) : "not recorded";
}

/** How long something still lasts, rounded up so that it never says less than there is. */
export function timeLeft(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return plural(minutes, "minute");
  return minutes % 60 === 0 ? plural(hours, "hour") : `${hours}\u00a0h ${minutes % 60}\u00a0min`;
}
