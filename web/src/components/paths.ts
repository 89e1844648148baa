/** Where things of a chart are shown for the person who is signed in: a patient has one chart, a doctor many. */
import { createContext, useContext } from "react";
import type { Uuid } from "@/api/types";

export interface ChartPaths {
  document: (patientId: Uuid, documentId: Uuid) => string;
  documents: (patientId: Uuid) => string;
}

export const DOCTOR_PATHS: ChartPaths = {
  document: (patientId, documentId) => `/patients/${patientId}/documents/${documentId}`,
  documents: (patientId) => `/patients/${patientId}/documents`,
};

export const PATIENT_PATHS: ChartPaths = {
  document: (_patientId, documentId) => `/documents/${documentId}`,
  documents: () => "/documents",
};

export const ChartPathsContext = createContext<ChartPaths>(DOCTOR_PATHS);

export function useChartPaths(): ChartPaths {
  return useContext(ChartPathsContext);
}
