/** Background work and a second life for what died. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Job, Uuid } from "@/api/types";

/** Each look is a row of the audit trail: often while something moves, seldom while nothing does. */
const BUSY_MS = 3_000;
const QUIET_MS = 30_000;
const MOVING = new Set<Job["status"]>(["queued", "running", "failed"]);
const LIMIT = 200;

export const jobsQuery = (status: Job["status"] | null) =>
  queryOptions({
    queryKey: keys.jobs(status ?? "all"),
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/jobs", { params: { query: { status, limit: LIMIT } }, signal })),
    refetchInterval: (query) =>
      query.state.data?.some((job) => MOVING.has(job.status)) ? BUSY_MS : QUIET_MS,
  });

export function useRetryJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Uuid) =>
      answerOf(api.POST("/api/v1/admin/jobs/{resource_id}/retry", { params: { path: { resource_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["admin", "jobs"] }),
  });
}
