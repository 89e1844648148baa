/** What was found in documents and waits for a person's word. */
import { infiniteQueryOptions, queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Proposal, ProposalPage, Uuid } from "@/api/types";

const WAITING = "proposed";
/** So many findings come at a time; the next ones are fetched while these are gone through. */
const PAGE_SIZE = 100;
/** Where nobody waits for the first ones alone, all come in as few answers as the server gives. */
const WHOLE_SIZE = 500;

export const documentProposalsQuery = (documentId: Uuid) =>
  queryOptions({
    queryKey: keys.documentProposals(documentId),
    queryFn: ({ signal }) =>
      allPages((cursor) => {
        const params = { path: { resource_id: documentId }, query: { cursor, limit: WHOLE_SIZE } };
        return dataOf(api.GET("/api/v1/documents/{resource_id}/proposals", { params, signal }));
      }),
  });

/** The review queue, page by page: of one patient, or of all patients of this doctor. */
export const reviewQuery = (patientId: Uuid | null) =>
  infiniteQueryOptions({
    queryKey: patientId ? keys.patientProposals(patientId, WAITING) : keys.allProposals,
    queryFn: ({ pageParam, signal }) => {
      const query = { status: WAITING, limit: PAGE_SIZE, cursor: pageParam } as const;
      return dataOf(
        patientId
          ? api.GET("/api/v1/patients/{patient_uuid}/proposals", {
              params: { path: { patient_uuid: patientId }, query },
              signal,
            })
          : api.GET("/api/v1/proposals", { params: { query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

/** How many findings of a chart wait. */
export const waitingCountQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.patientProposals(patientId, "count"),
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId }, query: { status: WAITING, limit: 1 } } as const;
      return (await dataOf(api.GET("/api/v1/patients/{patient_uuid}/proposals", { params, signal }))).total;
    },
  });

/** The values of one test that wait. */
export const waitingValuesQuery = (patientId: Uuid, code: string) =>
  queryOptions({
    queryKey: keys.patientProposals(patientId, `results of ${code}`),
    queryFn: ({ signal }) =>
      allPages((cursor) => {
        const query = { status: WAITING, kind: "observation", code, cursor, limit: WHOLE_SIZE } as const;
        const params = { path: { patient_uuid: patientId }, query };
        return dataOf(api.GET("/api/v1/patients/{patient_uuid}/proposals", { params, signal }));
      }),
  });

/** All results of a chart that wait. */
export const waitingResultsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.patientProposals(patientId, "results"),
    queryFn: ({ signal }) =>
      allPages((cursor) => {
        const query = { status: WAITING, kind: "observation", cursor, limit: WHOLE_SIZE } as const;
        const params = { path: { patient_uuid: patientId }, query };
        return dataOf(api.GET("/api/v1/patients/{patient_uuid}/proposals", { params, signal }));
      }),
  });

/** A finding as it is now beside what stands in its place; read anew each time, for it is asked for when things move. */
export const comparisonQuery = (proposalId: Uuid) =>
  queryOptions({
    queryKey: keys.comparison(proposalId),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET("/api/v1/proposals/{resource_id}/standing", {
          params: { path: { resource_id: proposalId } },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });

/** One decision more or less waits; said at once, before the queue is read again. */
export function useCountWaiting(patientId: Uuid | null): (by: number) => void {
  const client = useQueryClient();
  return (by) =>
    client.setQueryData(
      reviewQuery(patientId).queryKey,
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, total: page.total + by })) },
    );
}

async function allPages(read: (cursor: string | null) => Promise<ProposalPage>): Promise<Proposal[]> {
  const items: Proposal[] = [];
  let cursor: string | null = null;
  do {
    const page: ProposalPage = await read(cursor);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}
