/** Emergency access of a doctor to a chart: begin it, end it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { EmergencyReason, Uuid } from "@/api/types";

/** The words that a doctor chooses from; the patient reads them from the patient's side. */
export const REASONS: { value: EmergencyReason; label: string }[] = [
  { value: "danger-to-life", label: "Life or health is in danger" },
  { value: "cannot-be-asked", label: "The patient cannot be asked" },
  { value: "urgent-care", label: "Care cannot wait for access to be given" },
  { value: "other", label: "Another reason" },
];

export function useBeginEmergency(patientId: Uuid) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { reason: EmergencyReason; text: string }) =>
      dataOf(
        api.POST("/api/v1/patients/{patient_uuid}/break-glass", {
          params: { path: { patient_uuid: patientId } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.patient(patientId) }),
  });
}

export function useEndEmergency(patientId: Uuid) {
  return useMutation({
    mutationFn: () =>
      dataOf(
        api.DELETE("/api/v1/patients/{patient_uuid}/break-glass", {
          params: { path: { patient_uuid: patientId } },
        }),
      ),
  });
}
