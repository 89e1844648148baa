/** Which cached answers a notice makes stale. Each one read again is a row of the audit trail, so no more than needed. Pure. */
import { keys } from "./keys";
import type { Uuid } from "./types";

/** What a notice says: something of this kind changed, and how far it is. */
export interface LiveEvent {
  type?: string;
  id?: Uuid;
  status?: string;
}

export interface Stale {
  key: readonly unknown[];
  exact: boolean;
}

const CONNECTED = "connected";
const PROGRESS = "PROGRESS";

export function affected(patientId: Uuid, event: LiveEvent): Stale[] {
  switch (event.type) {
    case CONNECTED:
      return [];
    case "document":
      return event.status === PROGRESS ? progressOf(patientId, event.id) : documentOf(patientId, event.id);
    case "proposal":
      return [
        within([...keys.patient(patientId), "proposals"]),
        within(keys.allProposals),
        ...chartOf(patientId),
      ];
    case "allergy":
    case "condition":
    case "medication":
    case "observation":
    case "flag":
    case "consent":
      return [...chartOf(patientId), within([...keys.patient(patientId), "group"])];
    case "break-glass":
      return [within(keys.accessLog(patientId)), just(keys.chart(patientId))];
    // A copy changes nothing in the chart, and neither does a transfer that failed.
    case "export":
      return [just(keys.copies(patientId))];
    case "transfer":
      return [just(keys.imports(patientId)), just(keys.copies(patientId))];
    case "chat":
      return [within(keys.conversations(patientId))];
    default:
      return [within(keys.patient(patientId))];
  }
}

function progressOf(patientId: Uuid, documentId: Uuid | undefined): Stale[] {
  return [within(keys.documents(patientId)), ...(documentId ? [just(keys.document(documentId))] : [])];
}

function documentOf(patientId: Uuid, documentId: Uuid | undefined): Stale[] {
  return [
    ...progressOf(patientId, documentId),
    // Not the pictures of its pages: they never change.
    ...(documentId
      ? [within(keys.documentProposals(documentId)), within([...keys.document(documentId), "page"])]
      : []),
    within([...keys.patient(patientId), "proposals"]),
    within(keys.allProposals),
    ...chartOf(patientId),
  ];
}

function chartOf(patientId: Uuid): Stale[] {
  return [
    just(keys.chart(patientId)),
    within([...keys.patient(patientId), "timeline"]),
    just([...keys.patient(patientId), "timeline-overview"]),
    within([...keys.patient(patientId), "observations"]),
  ];
}

function within(key: readonly unknown[]): Stale {
  return { key, exact: false };
}

function just(key: readonly unknown[]): Stale {
  return { key, exact: true };
}
