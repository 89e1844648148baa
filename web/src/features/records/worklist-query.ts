/** The patients who need this doctor, most urgent first. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";

const REFRESH_MS = 30_000;

export const worklistQuery = queryOptions({
  queryKey: keys.worklist,
  queryFn: async ({ signal }) => (await dataOf(api.GET("/api/v1/worklist", { signal }))).items,
  refetchInterval: REFRESH_MS,
});
