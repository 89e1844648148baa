/** Imports and copies of one chart, and how far one under way is. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import { pollingInterval } from "@/api/live";
import type { Transfer, Uuid } from "@/api/types";

const PROGRESS_EVERY_MS = 1_000;

function isWaiting(transfer: Transfer): boolean {
  return transfer.status === "waiting";
}

export const importsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.imports(patientId),
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId } };
      return (await dataOf(api.GET("/api/v1/patients/{patient_uuid}/imports", { params, signal }))).items;
    },
    refetchInterval: (query) => pollingInterval(query.state.data?.some(isWaiting) ?? false),
  });

export const copiesQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.copies(patientId),
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId } };
      return (await dataOf(api.GET("/api/v1/patients/{patient_uuid}/exports", { params, signal }))).items;
    },
    refetchInterval: (query) => pollingInterval(query.state.data?.some(isWaiting) ?? false),
  });

/** What the job behind a transfer is doing. The list itself tells when it is over. */
export const progressQuery = (jobId: Uuid) =>
  queryOptions({
    queryKey: keys.job(jobId),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET("/api/v1/jobs/{resource_id}/status", { params: { path: { resource_id: jobId } }, signal }),
      ),
    refetchInterval: PROGRESS_EVERY_MS,
  });

export function useMakeCopy(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(
        api.POST("/api/v1/patients/{patient_uuid}/export", { params: { path: { patient_uuid: patientId } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.copies(patientId) }),
  });
}
