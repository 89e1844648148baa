/** The shapes of the API, by hand until the generated client holds them. One file, so that the switch is one file. */

export type Uuid = string;
/** ISO 8601, UTC. */
export type Instant = string;
/** Decimals travel as strings so that no digit is lost; `toNumber` reads both. */
export type Decimal = string | number;

export type Role = "patient" | "doctor" | "admin" | "service";

export interface AuthConfig {
  demo: boolean;
}

export interface Me {
  user_id: Uuid;
  role: Role;
  display_name: string;
  patient_uuid: Uuid | null;
  doctor_uuid: Uuid | null;
  demo: boolean;
}

export type Sex = "female" | "male" | "other" | "unknown";

export interface Identifier {
  system: string;
  value: string;
}

export interface Patient {
  uuid: Uuid;
  given: string;
  family: string;
  display_name: string;
  birth_date: string | null;
  age: number | null;
  sex: Sex;
  identifiers: Identifier[];
  telecom?: unknown;
  address?: unknown;
  is_pregnant: boolean | null;
  language: string | null;
  version: number;
  updated_at: Instant;
}

export interface NewPatient {
  given: string;
  family: string;
  birth_date: string;
  sex: Sex;
  identifiers: Identifier[];
  language?: string | null;
}

export interface Observation {
  id: Uuid;
  code: string;
  code_display: string;
  value: Decimal | null;
  value_text: string | null;
  comparator: string | null;
  unit: string | null;
  reference_low: Decimal | null;
  reference_high: Decimal | null;
  reference_text: string | null;
  interpretation: "N" | "L" | "H" | "LL" | "HH" | "A" | null;
  effective_at: Instant;
  status: string;
  category: string;
  source: string | null;
  quality: Decimal | null;
  version: number;
  provenance?: Provenance | null;
}

/** Where a fact stands in a document, and whether a person has accepted it. */
export interface Provenance {
  document_id: Uuid | null;
  document_title?: string | null;
  page: number | null;
  box: Box | null;
  quote: string | null;
  accepted_by?: string | null;
  accepted_at?: Instant | null;
}

export type Trend = "up" | "down" | "steady" | "none";

export interface LastValue {
  observation: Observation;
  trend: Trend;
  previous: { at: Instant; value: Decimal } | null;
  history: { at: Instant; value: Decimal }[];
  age_days: number;
}

export interface Allergy {
  id: Uuid;
  display: string;
  code: string | null;
  criticality: "high" | "low" | "unable-to-assess" | null;
  reaction: string | null;
  clinical_status: string;
  verification_status: string;
  version: number;
}

export interface Condition {
  id: Uuid;
  display: string;
  code: string | null;
  clinical_status: string;
  verification_status: string;
  onset_date: string | null;
  recorded_at: Instant | null;
  version: number;
}

export interface Medication {
  id: Uuid;
  display: string;
  code: string | null;
  dosage_text: string | null;
  status: string;
  start_date: string | null;
  end_date: string | null;
  version: number;
}

export interface Flag {
  id: Uuid;
  display: string;
  severity: "info" | "warning" | "critical";
  status: string;
}

export type Tone = "neutral" | "good" | "warning" | "critical";

export interface TimelineItem {
  id: Uuid;
  kind: string;
  at: Instant;
  title: string;
  summary: string | null;
  ref_type: string | null;
  ref_id: Uuid | null;
  tone: Tone;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Chart {
  patient: Patient;
  allergies: Allergy[];
  problems: Condition[];
  medications: Medication[];
  last_values: LastValue[];
  flags: Flag[];
  documents: TimelineItem[];
  since_last_look: { at: Instant | null; count: number; changes: TimelineItem[] };
  revision: number;
}

export interface WorklistItem {
  patient: Pick<Patient, "uuid" | "display_name" | "age" | "sex" | "birth_date">;
  reason: string;
  /** 1 is the most urgent of 9. */
  rank: number;
  kind: string | null;
  at: Instant | null;
  open_reasons: number;
  unread_documents: number;
  pending_proposals: number;
}

export type DocumentType = "lab_report" | "imaging" | "prescription" | "consultation_note" | "other";
export type ProcessingStatus = "INGESTED" | "ANALYZING" | "INDEXED" | "FAILED" | "REVIEW";
/** Fractions of the page from its top left corner: x0, y0, x1, y1. */
export type Box = [number, number, number, number];

export interface DocumentSummary {
  id: Uuid;
  patient_uuid: Uuid;
  title: string;
  filename: string;
  document_type: DocumentType;
  detected_type: string | null;
  document_date: string | null;
  processing_status: ProcessingStatus;
  tier: number;
  progress: number;
  message: string;
  reason: string | null;
  page_count: number;
  uploaded_at: Instant;
  uploaded_by: string | null;
  size: number;
  sha256: string;
  is_unconfirmed: boolean;
  replaced_by: Uuid | null;
}

export interface DocumentImage {
  id: Uuid;
  page: number;
  box: Box;
  caption: string;
  status: "not_analysed" | "described";
  description: string | null;
}

export interface DocumentDetail extends DocumentSummary {
  images: DocumentImage[];
  markers: string[];
}

export interface PageView {
  number: number;
  width: number;
  height: number;
  source: "embedded" | "ocr" | "mixed" | "blank";
  text: string;
  words: { t: string; b: Box }[];
}

export type ProposalKind =
  "observation" | "condition" | "medication" | "allergy" | "family_history" | "risk_marker";
export type ProposalStatus = "proposed" | "accepted" | "corrected" | "rejected" | "superseded";

export interface Proposal {
  id: Uuid;
  document_id: Uuid;
  patient_uuid: Uuid;
  kind: ProposalKind;
  status: ProposalStatus;
  confidence: number;
  tone: "green" | "amber";
  fact: Record<string, string | number | boolean | null>;
  summary: string;
  page: number;
  box: Box;
  quote: string;
  decided_by: string | null;
  decided_at: Instant | null;
  created_fact: { type: string; id: Uuid } | null;
  version: number;
  in_chart: { type: string; id: Uuid } | null;
  decision_reason: string | null;
  patient_name?: string | null;
  document_title?: string | null;
}

export interface Job {
  job_id: Uuid;
  kind: string;
  status: "queued" | "running" | "succeeded" | "failed" | "dead";
  progress: number;
  message: string | null;
  reason: string | null;
  attempts: number;
  created_at: Instant;
  updated_at: Instant;
  finished_at: Instant | null;
}

export interface UploadAccepted {
  job_id: Uuid | null;
  document_id: Uuid;
  message: string;
  status_url: string | null;
  duplicate: boolean;
}

export type Urgency = null | "emergency" | "crisis" | "doctor_redirect";

export interface ChatSource {
  type: string;
  label: string;
  document_id?: Uuid | null;
  page?: number | null;
  box?: Box | null;
  quote?: string | null;
  observation_id?: Uuid | null;
  code?: string | null;
  confirmed?: boolean | null;
}

export interface ChatSentence {
  text: string;
  citations: number[];
}

export interface ChatAnswer {
  response: string;
  sentences: ChatSentence[];
  sources: ChatSource[];
  conversation_id: Uuid;
  message_id: Uuid;
  requires_doctor_consultation: boolean;
  urgency: Urgency;
  notice: string | null;
  patient_summary_stats?: Record<string, string | number | null> | null;
}

export interface ConversationSummary {
  id: Uuid;
  title: string;
  updated_at: Instant;
  message_count?: number;
}

export interface ChatMessage {
  id: Uuid;
  role: "user" | "assistant";
  text: string;
  at: Instant;
  answer?: ChatAnswer | null;
}

export interface Conversation {
  id: Uuid;
  title: string;
  messages: ChatMessage[];
}

export interface User {
  id: Uuid;
  username: string;
  display_name: string;
  role: Role;
  patient_uuid: Uuid | null;
  doctor_uuid: Uuid | null;
  is_active: boolean;
  version: number;
  created_at: Instant;
  last_sign_in_at: Instant | null;
}

export interface AuditRow {
  seq: number;
  at: Instant;
  actor_id: Uuid | null;
  actor_role: string;
  actor_name: string | null;
  action: string;
  outcome: "allowed" | "refused";
  request_id: string;
  patient_uuid: Uuid | null;
  resource: string | null;
  detail: Record<string, string | number>;
}

export interface AuditPage {
  items: AuditRow[];
  next_cursor: number | null;
}

export interface AuditVerdict {
  ok: boolean;
  rows: number;
  first_bad_seq: number | null;
  reason: string | null;
}

export interface SystemPart {
  name: string;
  state: "ok" | "degraded" | "down";
  note: string;
}

export interface SystemHealth {
  version: string;
  parts: SystemPart[];
  jobs: Record<string, number>;
  disk_free_bytes: number;
  disk_total_bytes: number;
}

export interface AccessEntry {
  at: Instant;
  who: string;
  role: string;
  what: string;
  is_refused: boolean;
}
