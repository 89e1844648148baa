/** The values of one moment and one category. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Observation, Uuid } from "@/api/types";

const LIMIT = 200;

export const groupQuery = (patientId: Uuid, at: string, category: string) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "group", at, category],
    queryFn: async ({ signal }) => {
      const query = {
        since: at,
        until: new Date(Date.parse(at) + 1000).toISOString(),
        category: category as Observation["category"],
        limit: LIMIT,
      };
      const params = { path: { patient_uuid: patientId }, query };
      const page = await dataOf(api.GET("/api/v1/patients/{patient_uuid}/observations", { params, signal }));
      return page.items;
    },
  });
