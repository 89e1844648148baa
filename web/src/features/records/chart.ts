/** The first paint of a chart. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

export const chartQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.chart(patientId),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET("/api/v1/patients/{patient_uuid}/chart", {
          params: { path: { patient_uuid: patientId } },
          signal,
        }),
      ),
  });
