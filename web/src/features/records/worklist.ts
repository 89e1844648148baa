/** The patients who need this doctor, most urgent first. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { WorklistItem } from "@/api/types";

const REFRESH_MS = 30_000;

export const worklistQuery = queryOptions({
  queryKey: keys.worklist,
  queryFn: async ({ signal }) => (await api.get<{ items: WorklistItem[] }>("/worklist", { signal })).items,
  refetchInterval: REFRESH_MS,
});
