/** All values of one code, newest first, and one value by its number. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";
import type { Judged } from "@/lib/values";

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

/** A value that a document tells and nobody has accepted yet: shown beside the series, never in it. */
export interface WaitingValue {
  id: Uuid;
  result: Judged & { effective_at: string | null };
  printed: string;
  source: ReactNode;
  /** Where it is decided; null for who does not decide. */
  review: string | null;
}

/** The test that a series is of, also where only one of its values is known. */
export function useSeriesCode(patientId: Uuid, code: string | null, observationId: Uuid | null) {
  const one = useQuery({
    ...observationQuery(patientId, observationId ?? ""),
    enabled: code === null && observationId !== null,
  });
  return { one, code: code ?? one.data?.code ?? null };
}
