/** Results that were found in documents and wait for a person's word. Pure. */
import type { Proposal } from "@/api/types";
import { testName } from "@/lib/names";
import { asResult, resultWords } from "./facts";

export interface PendingResult {
  code: string;
  name: string;
  words: string;
  at: string | null;
  proposal: Proposal;
}

/** The newest waiting result of each test. */
export function pendingResults(proposals: readonly Proposal[]): PendingResult[] {
  const newest = new Map<string, PendingResult>();
  for (const proposal of proposals) {
    const { code, display } = proposal.fact;
    if (proposal.kind !== "observation" || proposal.status !== "proposed" || typeof code !== "string")
      continue;
    const at = asResult(proposal.fact).effective_at;
    const before = newest.get(code);
    if (before && (before.at ?? "") >= (at ?? "")) continue;
    newest.set(code, {
      code,
      name: testName(String(display ?? code)),
      words: resultWords(proposal.fact),
      at,
      proposal,
    });
  }
  return [...newest.values()];
}

/** A waiting result of the same test that is newer than one in the chart: without it the old one would read as today's. */
export function newerThan(
  pending: readonly PendingResult[],
  { code, effective_at: at }: { code: string; effective_at: string },
): PendingResult | undefined {
  return pending.find((one) => one.code === code && one.at !== null && Date.parse(one.at) > Date.parse(at));
}
