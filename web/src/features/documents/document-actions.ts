/** Read again, open by password, delete. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

export function useRetryDocument(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: Uuid) =>
      answerOf(
        api.POST("/api/v1/documents/{resource_id}/retry", { params: { path: { resource_id: documentId } } }),
      ),
    onSuccess: (_answer, documentId) => {
      void client.invalidateQueries({ queryKey: keys.documents(patientId) });
      void client.invalidateQueries({ queryKey: keys.document(documentId) });
    },
  });
}

export function useUnlockDocument(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ documentId, password }: { documentId: Uuid; password: string }) =>
      answerOf(
        api.POST("/api/v1/documents/{resource_id}/password", {
          params: { path: { resource_id: documentId } },
          body: { password },
        }),
      ),
    // What was typed would otherwise stay in the memory of the page for minutes.
    gcTime: 0,
    onSuccess: (_answer, { documentId }) => {
      void client.invalidateQueries({ queryKey: keys.documents(patientId) });
      void client.invalidateQueries({ queryKey: keys.document(documentId) });
    },
  });
}

export function useDeleteDocument(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: Uuid) =>
      dataOf(
        api.DELETE("/api/v1/documents/{resource_id}", { params: { path: { resource_id: documentId } } }),
      ),
    onSuccess: (_answer, documentId) => {
      client.removeQueries({ queryKey: keys.document(documentId) });
      void client.invalidateQueries({ queryKey: keys.patient(patientId) });
    },
  });
}
