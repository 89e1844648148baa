/** How the installation has been doing, and saying that somebody looks after what is amiss. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { OperationsSpan, Uuid } from "@/api/types";

/** A new minute is written once a minute; each look is a row of the audit trail. */
const REFRESH_MS = 60_000;

export const operationsQuery = (span: OperationsSpan) =>
  queryOptions({
    queryKey: keys.operations(span),
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/operations", { params: { query: { span } }, signal })),
    refetchInterval: REFRESH_MS,
  });

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Uuid) =>
      answerOf(
        api.POST("/api/v1/admin/alerts/{resource_id}/acknowledge", { params: { path: { resource_id: id } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["admin", "operations"] }),
  });
}
