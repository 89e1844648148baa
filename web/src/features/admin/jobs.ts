/** Background work and a second life for what died. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Job, Uuid } from "@/api/types";

const REFRESH_MS = 3_000;

export const jobsQuery = (status: string) =>
  queryOptions({
    queryKey: keys.jobs(status),
    queryFn: ({ signal }) => api.get<Job[]>("/admin/jobs", { query: { status, limit: 200 }, signal }),
    refetchInterval: REFRESH_MS,
  });

export function useRetryJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Uuid) => api.post(`/admin/jobs/${id}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: ["admin", "jobs"] }),
  });
}
