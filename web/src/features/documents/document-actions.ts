/** Read again, delete. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

export function useRetryDocument(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: Uuid) => api.post(`/documents/${documentId}/retry`),
    onSuccess: (_answer, documentId) => {
      void client.invalidateQueries({ queryKey: keys.documents(patientId) });
      void client.invalidateQueries({ queryKey: keys.document(documentId) });
    },
  });
}

export function useDeleteDocument(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (documentId: Uuid) => api.delete(`/documents/${documentId}`),
    onSuccess: (_answer, documentId) => {
      client.removeQueries({ queryKey: keys.document(documentId) });
      void client.invalidateQueries({ queryKey: keys.patient(patientId) });
    },
  });
}
