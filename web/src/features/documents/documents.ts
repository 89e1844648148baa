/** The documents of one chart, newest first; asked for often while one is being read. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import { pollingInterval } from "@/api/live";
import type { DocumentSummary, Uuid } from "@/api/types";
import { DOCUMENT_STATUS } from "@/lib/words";

export function isBusy(document: Pick<DocumentSummary, "processing_status">): boolean {
  return DOCUMENT_STATUS[document.processing_status].busy;
}

export const documentsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.documents(patientId),
    queryFn: async ({ signal }) => {
      const params = { query: { patient_uuid: patientId } };
      return (await dataOf(api.GET("/api/v1/documents", { params, signal }))).items;
    },
    refetchInterval: (query) => pollingInterval(query.state.data?.some(isBusy) ?? false),
  });
