/** Conversations about one patient, newest first, and one of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

export const conversationsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.conversations(patientId),
    queryFn: ({ signal }) => {
      const params = { path: { patient_uuid: patientId } };
      return dataOf(api.GET("/api/v1/patients/{patient_uuid}/conversations", { params, signal }));
    },
  });

export const conversationQuery = (conversationId: Uuid) =>
  queryOptions({
    queryKey: keys.conversation(conversationId),
    queryFn: ({ signal }) => {
      const params = { path: { resource_id: conversationId } };
      return dataOf(api.GET("/api/v1/conversations/{resource_id}", { params, signal }));
    },
    staleTime: Infinity,
  });
