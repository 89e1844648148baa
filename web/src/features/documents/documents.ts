/** The documents of one chart, newest first; asked for often while one is being read. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { pollingInterval } from "@/api/live";
import type { DocumentSummary, Page, Uuid } from "@/api/types";
import { DOCUMENT_STATUS } from "@/lib/words";

export function isBusy(document: Pick<DocumentSummary, "processing_status">): boolean {
  return DOCUMENT_STATUS[document.processing_status].busy;
}

export const documentsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.documents(patientId),
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<DocumentSummary>>("/documents", {
        query: { patient_uuid: patientId, limit: 200 },
        signal,
      });
      return page.items;
    },
    refetchInterval: (query) => pollingInterval(query.state.data?.some(isBusy) ?? false),
  });
