/** How the parts of the system are. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";

const REFRESH_MS = 5_000;

export const systemQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/system", { signal })),
  refetchInterval: REFRESH_MS,
});
