/** What was found in documents and waits for a person's word. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

const WAITING = "proposed";
/** One sitting; when it is done, the next ones come. */
export const LIMIT = 500;

export const documentProposalsQuery = (documentId: Uuid) =>
  queryOptions({
    queryKey: keys.documentProposals(documentId),
    queryFn: async ({ signal }) => {
      const params = { path: { resource_id: documentId } };
      return (await dataOf(api.GET("/api/v1/documents/{resource_id}/proposals", { params, signal }))).items;
    },
  });

/** The review queue: of one patient, or of all patients of this doctor. */
export const waitingProposalsQuery = (patientId: Uuid | null) =>
  queryOptions({
    queryKey: patientId ? keys.patientProposals(patientId, WAITING) : keys.allProposals,
    queryFn: async ({ signal }) => {
      const query = { status: WAITING, limit: LIMIT } as const;
      const answer = patientId
        ? api.GET("/api/v1/patients/{patient_uuid}/proposals", {
            params: { path: { patient_uuid: patientId }, query },
            signal,
          })
        : api.GET("/api/v1/proposals", { params: { query }, signal });
      return (await dataOf(answer)).items;
    },
  });
