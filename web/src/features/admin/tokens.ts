/** Tokens for programs and devices: list, make, rotate, revoke. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { NewToken, Uuid } from "@/api/types";

export const tokensQuery = queryOptions({
  queryKey: keys.tokens,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/tokens", { signal })),
});

const FEW = 10;

export interface Choice {
  value: Uuid;
  label: string;
}

/** People whom a token can act for, by what was typed. */
export const bearersQuery = (kind: "patient" | "doctor", text: string) =>
  queryOptions({
    queryKey: keys.bearers(kind, text),
    queryFn: ({ signal }): Promise<Choice[]> =>
      kind === "patient" ? patients(text, signal) : doctors(text, signal),
    placeholderData: keepPreviousData,
    enabled: text.length > 1,
  });

async function patients(search: string, signal: AbortSignal): Promise<Choice[]> {
  const params = { query: { search, limit: FEW } };
  const { items } = await dataOf(api.GET("/api/v1/patients", { params, signal }));
  return items.map((each) => ({ value: each.uuid, label: `${each.display_name}, ${each.birth_date}` }));
}

async function doctors(search: string, signal: AbortSignal): Promise<Choice[]> {
  const params = { query: { search, limit: FEW } };
  const { items } = await dataOf(api.GET("/api/v1/practitioners", { params, signal }));
  return items.map((each) => ({ value: each.id, label: each.display_name }));
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => dataOf(api.POST("/api/v1/admin/tokens", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRotateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, days, overlapHours }: { id: Uuid; days: number; overlapHours: number }) =>
      dataOf(
        api.POST("/api/v1/admin/tokens/{resource_id}/rotate", {
          params: { path: { resource_id: id } },
          body: { days, overlap_hours: overlapHours },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Uuid) =>
      dataOf(api.DELETE("/api/v1/admin/tokens/{resource_id}", { params: { path: { resource_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
