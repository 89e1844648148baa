/** Where a fact of the chart comes from. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

/** As the lists of a chart are called in addresses. */
const ADDRESSES = {
  observations: "/api/v1/patients/{patient_uuid}/observations/{resource_id}/provenance",
  conditions: "/api/v1/patients/{patient_uuid}/conditions/{resource_id}/provenance",
  medications: "/api/v1/patients/{patient_uuid}/medications/{resource_id}/provenance",
  allergies: "/api/v1/patients/{patient_uuid}/allergies/{resource_id}/provenance",
} as const;

export type FactKind = keyof typeof ADDRESSES;

export const provenanceQuery = (patientId: Uuid, kind: FactKind, factId: Uuid) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "provenance", kind, factId],
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId, resource_id: factId } };
      return (await dataOf(api.GET(ADDRESSES[kind], { params, signal }))).items;
    },
    staleTime: 60_000,
  });
