/** Whether this server is a demo; only then are there one-click accounts. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";

export const authConfigQuery = queryOptions({
  queryKey: keys.authConfig,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/auth/config", { signal })),
  staleTime: Infinity,
});
