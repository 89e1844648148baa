/** Emergency accesses for the privacy officer: the queue, and the outcome of each review. */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { EmergencyToReview, ReviewOutcome } from "@/api/types";

const LIMIT = 50;

export const OUTCOMES: { value: ReviewOutcome; label: string; description: string }[] = [
  { value: "justified", label: "Justified", description: "The patient is told so." },
  {
    value: "to-be-followed-up",
    label: "To be followed up",
    description: "It stays in the list; the patient is told that it is being looked into.",
  },
  {
    value: "not-justified",
    label: "Not justified",
    description: "The access ends at once, and the patient is told so.",
  },
];

export const emergenciesQuery = (onlyOpen: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.emergencies, onlyOpen],
    queryFn: ({ signal, pageParam }) => {
      const params = { query: { only_open: onlyOpen, limit: LIMIT, cursor: pageParam } };
      return dataOf(api.GET("/api/v1/admin/break-glass", { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

interface Review {
  emergency: EmergencyToReview;
  outcome: ReviewOutcome;
  note: string;
}

export function useReviewEmergency() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ emergency, outcome, note }: Review) =>
      dataOf(
        api.PUT("/api/v1/admin/break-glass/{resource_id}/review", {
          params: { path: { resource_id: emergency.id } },
          body: { version: emergency.version, outcome, note: note.trim() || null },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.emergencies }),
  });
}
