/** Where things of a chart are shown for the person who is signed in: a patient has one chart, a doctor many. */
import { createContext, useContext } from "react";
import type { Uuid } from "@/api/types";

export interface ChartPaths {
  document: (patientId: Uuid, documentId: Uuid) => string;
  documents: (patientId: Uuid) => string;
  /** Where findings are decided, beginning with one of them; nowhere for who does not decide. */
  review: ((patientId: Uuid, findingId: Uuid) => string) | null;
}

export const DOCTOR_PATHS: ChartPaths = {
  document: (patientId, documentId) => `/patients/${patientId}/documents/${documentId}`,
  documents: (patientId) => `/patients/${patientId}/documents`,
  review: (patientId, findingId) => `/patients/${patientId}/review?finding=${findingId}`,
};

export const PATIENT_PATHS: ChartPaths = {
  document: (_patientId, documentId) => `/documents/${documentId}`,
  documents: () => "/documents",
  review: null,
};

export const ChartPathsContext = createContext<ChartPaths>(DOCTOR_PATHS);

export function useChartPaths(): ChartPaths {
  return useContext(ChartPathsContext);
}
