/** How the parts of the system are. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { SystemHealth } from "@/api/types";

const REFRESH_MS = 5_000;

export const systemQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }) => api.get<SystemHealth>("/admin/system", { signal }),
  refetchInterval: REFRESH_MS,
});
