/** One document, and one of its pages. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import { pollingInterval } from "@/api/live";
import type { Uuid } from "@/api/types";
import { isBusy } from "./documents";

export const documentQuery = (documentId: Uuid) =>
  queryOptions({
    queryKey: keys.document(documentId),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET("/api/v1/documents/{resource_id}", { params: { path: { resource_id: documentId } }, signal }),
      ),
    refetchInterval: (query) => pollingInterval(query.state.data ? isBusy(query.state.data) : false),
  });

export const pageQuery = (documentId: Uuid, number: number) =>
  queryOptions({
    queryKey: keys.page(documentId, number),
    queryFn: ({ signal }) => {
      const params = { path: { resource_id: documentId, number } };
      return dataOf(api.GET("/api/v1/documents/{resource_id}/pages/{number}", { params, signal }));
    },
    staleTime: Infinity,
  });
