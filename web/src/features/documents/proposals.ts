/** What was found in documents and waits for a person's word. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Proposal, Uuid } from "@/api/types";

interface Items {
  items: Proposal[];
}

const WAITING = "proposed";

export const documentProposalsQuery = (documentId: Uuid) =>
  queryOptions({
    queryKey: keys.documentProposals(documentId),
    queryFn: async ({ signal }) =>
      (await api.get<Items>(`/documents/${documentId}/proposals`, { signal })).items,
  });

/** The review queue: of one patient, or of all patients of this doctor. */
export const waitingProposalsQuery = (patientId: Uuid | null) =>
  queryOptions({
    queryKey: patientId ? keys.patientProposals(patientId, WAITING) : keys.allProposals,
    queryFn: async ({ signal }) => {
      const path = patientId ? `/patients/${patientId}/proposals` : "/proposals";
      return (await api.get<Items>(path, { query: { status: WAITING }, signal })).items;
    },
  });
