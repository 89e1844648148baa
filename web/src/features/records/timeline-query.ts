/** Everything about a patient, newest first, page by page. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

const PAGE_SIZE = 30;

export const timelineQuery = (patientId: Uuid, kinds: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(patientId, kinds),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET("/api/v1/patients/{patient_uuid}/timeline", {
          params: {
            path: { patient_uuid: patientId },
            query: { kinds: kinds.join(","), cursor: pageParam, limit: PAGE_SIZE },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

const OVERVIEW_SIZE = 200;

/** The newest entries in one go, for the picture of the whole. */
export const timelineOverviewQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "timeline-overview"],
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId }, query: { limit: OVERVIEW_SIZE } };
      return (await dataOf(api.GET("/api/v1/patients/{patient_uuid}/timeline", { params, signal }))).items;
    },
  });
