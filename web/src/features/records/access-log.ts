/** Who has looked at this record. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

export const accessLogQuery = (patientId: Uuid, limit = 50) =>
  queryOptions({
    queryKey: [...keys.accessLog(patientId), limit],
    queryFn: ({ signal }) => {
      const params = { path: { patient_uuid: patientId }, query: { limit } };
      return dataOf(api.GET("/api/v1/patients/{patient_uuid}/access-log", { params, signal }));
    },
  });
