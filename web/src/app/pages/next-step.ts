/** The one thing to do next, chosen by what would help most. Pure; it urges nothing that a doctor must judge. */
import type { Chart, DocumentSummary } from "@/api/types";
import { testName } from "@/lib/names";
import { type Judged, standing, type StandingTone, standingTone } from "@/lib/values";

export type NextStep =
  | { kind: "add-document" }
  | { kind: "unreadable"; document: DocumentSummary }
  | { kind: "talk"; test: string }
  | { kind: "ask"; test: string }
  | { kind: "nothing" };

/** A result that was found in a document and is not confirmed; it counts, because waiting could harm. */
export interface FoundResult {
  name: string;
  result: Judged;
}

export function chooseNextStep(
  chart: Chart,
  documents: readonly DocumentSummary[] | undefined,
  found: readonly FoundResult[],
): NextStep {
  const results = [
    ...found,
    ...chart.last_values.map(({ observation }) => ({
      name: testName(observation.code_display),
      result: observation,
    })),
  ];
  const first = (tone: StandingTone): FoundResult | undefined =>
    results.find(({ result }) => standingTone(standing(result)) === tone);
  const failed = documents?.find((document) => document.processing_status === "FAILED");
  const bad = first("critical");
  if (bad) return { kind: "talk", test: bad.name };
  if (failed) return { kind: "unreadable", document: failed };
  if (documents?.length === 0) return { kind: "add-document" };
  const odd = first("warning");
  return odd ? { kind: "ask", test: odd.name } : { kind: "nothing" };
}
