/** The one thing to do next, chosen by what would help most. Pure; it urges nothing that a doctor must judge. */
import type { Chart, DocumentSummary } from "@/api/types";
import { standing, standingTone } from "@/lib/values";

export type NextStep =
  | { kind: "add-document" }
  | { kind: "unreadable"; document: DocumentSummary }
  | { kind: "talk"; test: string }
  | { kind: "ask"; test: string }
  | { kind: "nothing" };

export function chooseNextStep(chart: Chart, documents: readonly DocumentSummary[] | undefined): NextStep {
  const failed = documents?.find((document) => document.processing_status === "FAILED");
  const bad = chart.last_values.find((last) => standingTone(standing(last.observation)) === "critical");
  if (bad) return { kind: "talk", test: bad.observation.code_display };
  if (failed) return { kind: "unreadable", document: failed };
  if (documents?.length === 0) return { kind: "add-document" };
  const odd = chart.last_values.find((last) => standingTone(standing(last.observation)) === "warning");
  return odd ? { kind: "ask", test: odd.observation.code_display } : { kind: "nothing" };
}
