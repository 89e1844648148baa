/** How the parts of the system are. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { SystemHealth } from "@/api/types";

/** Each look is a row of the audit trail: often while something is amiss, seldom while all is well. */
const AMISS_MS = 5_000;
const WELL_MS = 30_000;

export function refreshMs(system: SystemHealth | undefined): number {
  return system?.parts.every((part) => part.state === "ok") ? WELL_MS : AMISS_MS;
}

export const systemQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/system", { signal })),
  refetchInterval: (query) => refreshMs(query.state.data),
});
