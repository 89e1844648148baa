/** The one thing to do next, chosen by what would help most. Pure; it urges nothing that a doctor must judge. */
import type { Chart, DocumentSummary } from "@/api/types";
import { longDate } from "@/lib/dates";
import { testName } from "@/lib/names";
import {
  type Judged,
  rangeWords,
  standing,
  type StandingTone,
  standingTone,
  unitWords,
  valueWords,
} from "@/lib/values";

export type NextStep =
  | { kind: "add-document" }
  | { kind: "unreadable"; document: DocumentSummary }
  | { kind: "talk"; test: string; words: string }
  | { kind: "ask"; test: string; words: string }
  | { kind: "nothing" };

/** A result that was found in a document and is not confirmed; it counts, because waiting could harm. */
export interface FoundResult {
  code: string;
  name: string;
  at: string | null;
  result: Judged;
}

export function chooseNextStep(
  chart: Chart,
  documents: readonly DocumentSummary[],
  found: readonly FoundResult[],
): NextStep {
  const results = [...found, ...standingInChart(chart, found)];
  const first = (tone: StandingTone): FoundResult | undefined =>
    results.find(({ result }) => standingTone(standing(result)) === tone);
  const failed = documents.find((document) => document.processing_status === "FAILED");
  const bad = first("critical");
  if (bad) return { kind: "talk", test: bad.name, words: inWords(bad) };
  if (failed) return { kind: "unreadable", document: failed };
  const odd = first("warning");
  if (odd) return { kind: "ask", test: odd.name, words: inWords(odd) };
  return documents.length === 0 ? { kind: "add-document" } : { kind: "nothing" };
}

/** What the chart says, less what a newer result has overtaken. */
function standingInChart(chart: Chart, found: readonly FoundResult[]): FoundResult[] {
  const newest = new Map(found.map(({ code, at }) => [code, at ? Date.parse(at) : 0]));
  return chart.last_values
    .filter(
      ({ observation }) => !(Date.parse(observation.effective_at) < (newest.get(observation.code) ?? 0)),
    )
    .map(({ observation }) => ({
      code: observation.code,
      name: testName(observation.code_display),
      at: observation.effective_at,
      result: observation,
    }));
}

/** "11.4 g/dL on Wed 18 Nov 2026; the usual range is 12–15.5 g/dL." */
function inWords({ result, at }: FoundResult): string {
  const unit = unitWords(result.unit);
  const range = rangeWords(result);
  const value = `${valueWords(result)} ${unit}`.trim();
  const when = at ? ` on ${longDate(at)}` : "";
  return range ? `${value}${when}; the usual range is ${`${range} ${unit}`.trim()}.` : `${value}${when}.`;
}
