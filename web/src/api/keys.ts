/** Names of cached answers. Everything about one patient starts with ["patient", id], so that one event refreshes it. */
import type { Uuid } from "./types";

export const keys = {
  authConfig: ["auth", "config"] as const,
  me: ["auth", "me"] as const,
  worklist: ["worklist"] as const,
  patientSearch: (query: string) => ["patients", "search", query] as const,
  patient: (id: Uuid) => ["patient", id] as const,
  chart: (id: Uuid) => ["patient", id, "chart"] as const,
  timeline: (id: Uuid, kinds: readonly string[]) => ["patient", id, "timeline", ...kinds] as const,
  observations: (id: Uuid, code: string) => ["patient", id, "observations", code] as const,
  documents: (id: Uuid) => ["patient", id, "documents"] as const,
  accessLog: (id: Uuid) => ["patient", id, "access"] as const,
  conversations: (id: Uuid) => ["patient", id, "conversations"] as const,
  conversation: (id: Uuid) => ["conversation", id] as const,
  patientProposals: (id: Uuid, status: string) => ["patient", id, "proposals", status] as const,
  comparison: (proposalId: Uuid) => ["proposal", proposalId, "standing"] as const,
  allProposals: ["proposals"] as const,
  document: (id: Uuid) => ["document", id] as const,
  page: (id: Uuid, number: number) => ["document", id, "page", number] as const,
  documentProposals: (id: Uuid) => ["document", id, "proposals"] as const,
  users: ["admin", "users"] as const,
  jobs: (status: string) => ["admin", "jobs", status] as const,
  audit: (filters: Record<string, string>) => ["admin", "audit", filters] as const,
  system: ["admin", "system"] as const,
};
