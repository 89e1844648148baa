/** Whether people of an organisation may sign in through it, and its name. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { keys } from "./keys";

export const oidcQuery = queryOptions({
  queryKey: keys.oidc,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/auth/oidc", { signal })),
  staleTime: Infinity,
});
