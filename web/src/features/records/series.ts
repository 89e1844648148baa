/** All values of one code, newest first. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Observation, Page, Uuid } from "@/api/types";

const LIMIT = 200;

export const seriesQuery = (patientId: Uuid, code: string) =>
  queryOptions({
    queryKey: keys.observations(patientId, code),
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Observation>>(`/patients/${patientId}/observations`, {
        query: { code, limit: LIMIT },
        signal,
      });
      return page.items;
    },
  });

export const observationQuery = (patientId: Uuid, observationId: Uuid) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "observation", observationId],
    queryFn: ({ signal }) =>
      api.get<Observation>(`/patients/${patientId}/observations/${observationId}`, { signal }),
  });
