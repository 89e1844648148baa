/** All values of one code, newest first, and one value by its number. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

const LIMIT = 200;

export const seriesQuery = (patientId: Uuid, code: string) =>
  queryOptions({
    queryKey: keys.observations(patientId, code),
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId }, query: { codes: code, limit: LIMIT } };
      const page = await dataOf(api.GET("/api/v1/patients/{patient_uuid}/observations", { params, signal }));
      return page.items;
    },
  });

export const observationQuery = (patientId: Uuid, observationId: Uuid) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "observation", observationId],
    queryFn: ({ signal }) => {
      const params = { path: { patient_uuid: patientId, resource_id: observationId } };
      return dataOf(
        api.GET("/api/v1/patients/{patient_uuid}/observations/{resource_id}", { params, signal }),
      );
    },
  });
