/** Who has looked at this record. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { AccessEntry, Page, Uuid } from "@/api/types";

export const accessLogQuery = (patientId: Uuid, limit = 50) =>
  queryOptions({
    queryKey: [...keys.accessLog(patientId), limit],
    queryFn: ({ signal }) =>
      api.get<Page<AccessEntry>>(`/patients/${patientId}/access-log`, { query: { limit }, signal }),
  });
