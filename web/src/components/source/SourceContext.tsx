/** Any part of a screen may ask to see a source; the edge of the app decides how it is shown. */
import { createContext, useContext } from "react";
import type { Box, Uuid } from "@/api/types";

export type SourceTarget =
  | {
      kind: "page";
      patientId: Uuid;
      documentId: Uuid;
      page: number;
      box: Box | null;
      quote: string | null;
      label: string;
    }
  | { kind: "group"; patientId: Uuid; at: string; category: string; label: string }
  | { kind: "series"; patientId: Uuid; code: string | null; observationId: Uuid | null; label: string };

export const SourceContext = createContext<(target: SourceTarget) => void>(() => undefined);

export function useOpenSource(): (target: SourceTarget) => void {
  return useContext(SourceContext);
}
