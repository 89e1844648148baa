/** One document, and one of its pages. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { pollingInterval } from "@/api/live";
import type { DocumentDetail, PageView, Uuid } from "@/api/types";
import { isBusy } from "./documents";

export const documentQuery = (documentId: Uuid) =>
  queryOptions({
    queryKey: keys.document(documentId),
    queryFn: ({ signal }) => api.get<DocumentDetail>(`/documents/${documentId}`, { signal }),
    refetchInterval: (query) => pollingInterval(query.state.data ? isBusy(query.state.data) : false),
  });

export const pageQuery = (documentId: Uuid, number: number) =>
  queryOptions({
    queryKey: keys.page(documentId, number),
    queryFn: ({ signal }) => api.get<PageView>(`/documents/${documentId}/pages/${number}`, { signal }),
    staleTime: Infinity,
  });
