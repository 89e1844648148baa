/** Write, correct and withdraw facts. The record keeps every version; a version that was overtaken is refused with both. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";
import type { Content, EditedFact, EditKind, Field } from "./fact-fields";

const ADDRESSES = {
  allergies: {
    all: "/api/v1/patients/{patient_uuid}/allergies",
    one: "/api/v1/patients/{patient_uuid}/allergies/{resource_id}",
    wrong: "/api/v1/patients/{patient_uuid}/allergies/{resource_id}/entered-in-error",
    history: "/api/v1/patients/{patient_uuid}/allergies/{resource_id}/history",
  },
  conditions: {
    all: "/api/v1/patients/{patient_uuid}/conditions",
    one: "/api/v1/patients/{patient_uuid}/conditions/{resource_id}",
    wrong: "/api/v1/patients/{patient_uuid}/conditions/{resource_id}/entered-in-error",
    history: "/api/v1/patients/{patient_uuid}/conditions/{resource_id}/history",
  },
  medications: {
    all: "/api/v1/patients/{patient_uuid}/medications",
    one: "/api/v1/patients/{patient_uuid}/medications/{resource_id}",
    wrong: "/api/v1/patients/{patient_uuid}/medications/{resource_id}/entered-in-error",
    history: "/api/v1/patients/{patient_uuid}/medications/{resource_id}/history",
  },
  observations: {
    all: "/api/v1/patients/{patient_uuid}/observations",
    one: "/api/v1/patients/{patient_uuid}/observations/{resource_id}",
    wrong: "/api/v1/patients/{patient_uuid}/observations/{resource_id}/entered-in-error",
    history: "/api/v1/patients/{patient_uuid}/observations/{resource_id}/history",
  },
  flags: {
    all: "/api/v1/patients/{patient_uuid}/flags",
    one: "/api/v1/patients/{patient_uuid}/flags/{resource_id}",
    wrong: "/api/v1/patients/{patient_uuid}/flags/{resource_id}/entered-in-error",
    history: "/api/v1/patients/{patient_uuid}/flags/{resource_id}/history",
  },
} as const;

interface Writing {
  /** The entry that is replaced; a new one without it. */
  fact: Pick<EditedFact, "id" | "version"> | null;
  content: Content;
}

/** The kinds share their shape, which the generated types cannot say of a union of addresses: hence the casts. */
export function useSaveFact(patientId: Uuid, kind: EditKind) {
  const refresh = useRefresh(patientId);
  return useMutation({
    mutationFn: async ({ fact, content }: Writing): Promise<EditedFact> => {
      if (fact === null) {
        const params = { path: { patient_uuid: patientId } };
        return dataOf(api.POST(ADDRESSES[kind].all, { params, body: content as never }));
      }
      const params = { path: { patient_uuid: patientId, resource_id: fact.id } };
      const body = { ...content, version: fact.version };
      return dataOf(api.PUT(ADDRESSES[kind].one, { params, body: body as never }));
    },
    onSuccess: refresh,
  });
}

export function useWithdrawFact(patientId: Uuid, kind: EditKind) {
  const refresh = useRefresh(patientId);
  return useMutation({
    mutationFn: (fact: Pick<EditedFact, "id" | "version">): Promise<EditedFact> => {
      const params = { path: { patient_uuid: patientId, resource_id: fact.id } };
      return dataOf(api.POST(ADDRESSES[kind].wrong, { params, body: { version: fact.version } }));
    },
    onSuccess: refresh,
  });
}

/** Who wrote which version; asked for only where two versions meet. */
export const versionsQuery = (patientId: Uuid, kind: EditKind, factId: Uuid) =>
  queryOptions({
    queryKey: [...keys.patient(patientId), "versions", kind, factId],
    queryFn: async ({ signal }) => {
      const params = { path: { patient_uuid: patientId, resource_id: factId } };
      return (await dataOf(api.GET(ADDRESSES[kind].history, { params, signal }))).items;
    },
  });

function useRefresh(patientId: Uuid): () => void {
  const client = useQueryClient();
  return () => {
    const stale = [
      keys.chart(patientId),
      [...keys.patient(patientId), "timeline"],
      [...keys.patient(patientId), "timeline-overview"],
      [...keys.patient(patientId), "observations"],
      [...keys.patient(patientId), "group"],
      keys.worklist,
    ];
    for (const queryKey of stale) void client.invalidateQueries({ queryKey });
  };
}

/** What stands in the record now, when somebody else was faster. */
export function overtakenBy(error: unknown): (Content & { id: Uuid; version: number }) | null {
  if (!(error instanceof ApiError) || error.code !== "VERSION_CONFLICT") return null;
  const { current } = error.details;
  return current !== null && typeof current === "object"
    ? (current as Content & { id: Uuid; version: number })
    : null;
}

/** The server's reasons for the fields that the form shows; the rest is told above it. */
export function reasonsOf(error: unknown, fields: readonly Field[]): Record<string, string> {
  const reasons =
    error instanceof ApiError ? (error.details.fields as Record<string, unknown> | undefined) : {};
  const found = fields.filter(({ name }) => reasons?.[name] !== undefined);
  return Object.fromEntries(found.map(({ name, label }) => [name, `${label} ${String(reasons?.[name])}.`]));
}
