/** Accept, correct, reject, undo. The server writes the fact with its provenance; this side only asks. */
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Proposal } from "@/api/types";

export type Fact = Proposal["fact"];

export type Decision =
  { verb: "accept"; correction: Fact | null } | { verb: "reject"; reason: string } | { verb: "undo" };

export function sendDecision(
  proposal: Pick<Proposal, "id" | "version">,
  decision: Decision,
): Promise<Proposal> {
  return api.post<Proposal>(`/proposals/${proposal.id}/${decision.verb}`, {
    body: bodyOf(proposal.version, decision),
  });
}

function bodyOf(version: number, decision: Decision): Record<string, unknown> {
  if (decision.verb === "accept" && decision.correction) return { version, correction: decision.correction };
  if (decision.verb === "reject") return { version, reason: decision.reason };
  return { version };
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
