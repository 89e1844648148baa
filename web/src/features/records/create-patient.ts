/** Register a person. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { NewPatient, Patient } from "@/api/types";

export function useCreatePatient() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPatient) => api.post<Patient>("/patients", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["patients"] }),
  });
}
