/** Whether this server is a demo; only then are there one-click accounts. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { AuthConfig } from "@/api/types";

export const authConfigQuery = queryOptions({
  queryKey: keys.authConfig,
  queryFn: ({ signal }) => api.get<AuthConfig>("/auth/config", { signal }),
  staleTime: Infinity,
});
