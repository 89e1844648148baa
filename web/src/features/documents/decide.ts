/** Accept, correct, reject, undo. The server writes the fact with its provenance; this side only asks. */
import { useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Proposal } from "@/api/types";

export type Fact = Proposal["fact"];

export type Decision =
  { verb: "accept"; correction: Fact | null } | { verb: "reject"; reason: string } | { verb: "undo" };

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
    case "reject": {
      const body = { version, reason: decision.reason };
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/reject", { params, body }));
    }
    case "undo":
      return dataOf(api.POST("/api/v1/proposals/{resource_id}/undo", { params, body: { version } }));
  }
}

/** After a decision the chart says something new wherever it is shown. */
export function useRefreshAfterDecision(): (patientId: string, documentId: string) => void {
  const client = useQueryClient();
  return (patientId, documentId) => {
    void client.invalidateQueries({ queryKey: keys.chart(patientId) });
    void client.invalidateQueries({ queryKey: [...keys.patient(patientId), "timeline"] });
    void client.invalidateQueries({ queryKey: keys.documentProposals(documentId) });
    void client.invalidateQueries({ queryKey: keys.worklist });
  };
}
