/** Everything about a patient, newest first, page by page. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Page, TimelineItem, Uuid } from "@/api/types";

const PAGE_SIZE = 30;

export const timelineQuery = (patientId: Uuid, kinds: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(patientId, kinds),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineItem>>(`/patients/${patientId}/timeline`, {
        query: { kinds: kinds.join(","), cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
