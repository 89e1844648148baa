/** Register a person. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { NewPatient } from "@/api/types";

export function useCreatePatient() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPatient) => dataOf(api.POST("/api/v1/patients", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["patients"] }),
  });
}
