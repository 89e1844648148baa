/** What an import did, in words that nobody has to look up. Pure. */
import type { Transfer, TransferLine, TransferReport } from "@/api/types";
import { grouped, plural } from "@/lib/words";

/** Types of FHIR R4 as people call them: one, and many. */
const KINDS: Record<string, [string, string]> = {
  AllergyIntolerance: ["allergy", "allergies"],
  CarePlan: ["care plan", "care plans"],
  CareTeam: ["care relationship", "care relationships"],
  Claim: ["bill", "bills"],
  Condition: ["problem", "problems"],
  Consent: ["consent", "consents"],
  DiagnosticReport: ["test report", "test reports"],
  Encounter: ["visit", "visits"],
  Entry: ["entry", "entries"],
  ExplanationOfBenefit: ["bill", "bills"],
  FamilyMemberHistory: ["relative’s illness", "relatives’ illnesses"],
  Flag: ["warning", "warnings"],
  Immunization: ["vaccination", "vaccinations"],
  Medication: ["name of a medicine", "names of medicines"],
  MedicationRequest: ["medicine", "medicines"],
  MedicationStatement: ["medicine", "medicines"],
  Observation: ["measured value", "measured values"],
  Organization: ["place of care", "places of care"],
  Patient: ["person", "people"],
  Practitioner: ["practitioner", "practitioners"],
  Procedure: ["procedure", "procedures"],
};

/** "3 measured values"; a type that is not known here by its own words: "2 × supply delivery". */
export function countWords({ name, count }: Pick<TransferLine, "name" | "count">): string {
  const known = KINDS[name];
  if (known) return plural(count, known[0], known[1]);
  const own = name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return `${grouped(count)}\u00a0× ${own}`;
}

export interface ReportPart {
  key: "taken" | "known" | "marked" | "left";
  title: string;
  tone: "normal" | "information" | "warning" | "unknown";
  lines: readonly TransferLine[];
  total: number;
}

/** The parts that say something, in the order in which they matter. */
export function partsOf(report: TransferReport): ReportPart[] {
  const parts: Omit<ReportPart, "total">[] = [
    { key: "taken", title: "Added to the record", tone: "normal", lines: report.taken },
    { key: "marked", title: "Added with a mark, look at these", tone: "warning", lines: report.marked },
    { key: "known", title: "Was here already, nothing doubled", tone: "information", lines: report.known },
    { key: "left", title: "Left out, and why", tone: "unknown", lines: report.left },
  ];
  return parts
    .filter(({ lines }) => lines.length > 0)
    .map((part) => ({ ...part, total: part.lines.reduce((sum, { count }) => sum + count, 0) }));
}

/** "24 added, 3 here before, 2 left out" */
export function summaryOf(report: TransferReport): string {
  const total = new Map(partsOf(report).map((part) => [part.key, part.total]));
  const said = [`${grouped(total.get("taken") ?? 0)} added`];
  if (total.has("known")) said.push(`${grouped(total.get("known") ?? 0)} here before`);
  if (total.has("left")) said.push(`${grouped(total.get("left") ?? 0)} left out`);
  return said.join(", ");
}

interface StatusWords {
  label: string;
  tone: "normal" | "information" | "critical" | "unknown";
}

export const IMPORT_STATUS: Record<Transfer["status"], StatusWords> = {
  waiting: { label: "Being read", tone: "information" },
  done: { label: "Taken over", tone: "normal" },
  failed: { label: "Refused", tone: "critical" },
  expired: { label: "Removed", tone: "unknown" },
};

export const COPY_STATUS: Record<Transfer["status"], StatusWords> = {
  waiting: { label: "Being made", tone: "information" },
  done: { label: "Ready", tone: "normal" },
  failed: { label: "Not made", tone: "critical" },
  expired: { label: "Removed", tone: "unknown" },
};

/** A copy whose time is over is gone, also in the minutes before the server has cleared it away. */
export function copyStatus(copy: Pick<Transfer, "status" | "expires_at">, now: Date): Transfer["status"] {
  if (copy.status !== "done" || copy.expires_at === null) return copy.status;
  return Date.parse(copy.expires_at) <= now.getTime() ? "expired" : "done";
}
