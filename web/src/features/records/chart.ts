/** The first paint of a chart. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Chart, Uuid } from "@/api/types";

export const chartQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.chart(patientId),
    queryFn: ({ signal }) => api.get<Chart>(`/patients/${patientId}/chart`, { signal }),
  });
