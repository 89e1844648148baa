/** The values of one day and one category: what one line of the timeline counts. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Observation, Uuid } from "@/api/types";

const LIMIT = 200;
const DAY_MS = 86_400_000;

export const groupQuery = (patientId: Uuid, at: string, category: string) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "group", at, category],
    queryFn: async ({ signal }) => {
      const day = Date.parse(at.slice(0, 10));
      const query = {
        since: new Date(day).toISOString(),
        until: new Date(day + DAY_MS).toISOString(),
        category: category as Observation["category"],
        limit: LIMIT,
      };
      const params = { path: { patient_uuid: patientId }, query };
      const page = await dataOf(api.GET("/api/v1/patients/{patient_uuid}/observations", { params, signal }));
      return page.items;
    },
  });
