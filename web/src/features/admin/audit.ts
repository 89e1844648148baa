/** The audit trail, page by page, and the walk along its chain. */
import { infiniteQueryOptions, useMutation } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { AuditPage, AuditVerdict } from "@/api/types";

export interface AuditFilters {
  actor: string;
  patient: string;
  action: string;
  outcome: string;
}

export const NO_FILTERS: AuditFilters = { actor: "", patient: "", action: "", outcome: "" };

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: keys.audit({ ...filters }),
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditPage>("/admin/audit", { query: { ...filters, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function useVerifyChain() {
  return useMutation({ mutationFn: () => api.post<AuditVerdict>("/admin/audit/verify") });
}
