/** Accept, correct, reject, undo. The server writes the fact with its provenance; this side only asks. */
import { useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Proposal } from "@/api/types";

export type Fact = Proposal["fact"];

export type Decision =
  | { verb: "accept"; correction: Fact | null }
  /** Over what stands in the chart, in the version that was compared. */
  | { verb: "replace"; standing: number; correction: Fact | null }
  | { verb: "reject"; reason: string }
  | { verb: "undo" };

export function sendDecision(
  proposal: Pick<Proposal, "id" | "version">,
  decision: Decision,
): Promise<Proposal> {
  const params = { path: { resource_id: proposal.id } };
  const { version } = proposal;
  switch (decision.verb) {
    case "accept": {
      const body = decision.correction ? { version, correction: decision.correction } : { version };
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/accept", { params, body }));
    }
    case "replace": {
      const body = { version, standing_version: decision.standing, correction: decision.correction };
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/replace", { params, body }));
    }
    case "reject": {
      const body = { version, reason: decision.reason };
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/reject", { params, body }));
    }
    case "undo":
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/undo", { params, body: { version } }));
  }
}

/** Another person or the chart was faster, so both are to be compared before anything is written. */
const OVERTAKEN = new Set([
  "PROPOSAL_ALREADY_DECIDED",
  "VERSION_CONFLICT",
  "CHART_SAYS_OTHERWISE",
  "NOTHING_STANDS",
]);

export function isOvertaken(error: unknown, { verb }: Decision): boolean {
  return verb !== "undo" && error instanceof ApiError && OVERTAKEN.has(error.code);
}

/** After decisions the chart says something new wherever it is shown. */
export function useRefreshAfterDecisions(): (decided: readonly Proposal[]) => void {
  const client = useQueryClient();
  return (decided) => {
    const again = (queryKey: readonly unknown[]): void => void client.invalidateQueries({ queryKey });
    for (const patientId of new Set(decided.map((one) => one.patient_uuid))) {
      again(keys.chart(patientId));
      again([...keys.patient(patientId), "timeline"]);
    }
    for (const documentId of new Set(decided.map((one) => one.document_id)))
      again(keys.documentProposals(documentId));
    again(keys.worklist);
  };
}
