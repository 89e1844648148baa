/** The audit trail, page by page, and the walk along its chain. */
import { infiniteQueryOptions, useMutation } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { AuditRow } from "@/api/types";

export interface AuditFilters {
  actor: string;
  patient: string;
  action: string;
  outcome: string;
}

export const NO_FILTERS: AuditFilters = { actor: "", patient: "", action: "", outcome: "" };

/** Filters that a link brings along. */
export function filtersIn(search: string): AuditFilters {
  const said = new URLSearchParams(search);
  return { ...NO_FILTERS, actor: said.get("actor") ?? "", patient: said.get("patient") ?? "" };
}

const LIMIT = 100;

/** A filter that is not set is not sent. */
function toQuery(filters: AuditFilters) {
  return {
    actor: filters.actor || null,
    patient: filters.patient || null,
    action: filters.action || null,
    outcome: (filters.outcome || null) as AuditRow["outcome"] | null,
  };
}

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: keys.audit({ ...filters }),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET("/api/v1/admin/audit", {
          params: { query: { ...toQuery(filters), cursor: pageParam, limit: LIMIT } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function useVerifyChain() {
  return useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/admin/audit/verify")) });
}
