/** Who has looked at this record. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

const LIMIT = 200;

export const accessLogQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.accessLog(patientId),
    queryFn: ({ signal }) => {
      const params = { path: { patient_uuid: patientId }, query: { limit: LIMIT } };
      return dataOf(api.GET("/api/v1/patients/{patient_uuid}/access-log", { params, signal }));
    },
  });
