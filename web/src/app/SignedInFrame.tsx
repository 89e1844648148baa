/** What every signed-in page stands in. */
import { useChartEvents } from "@/api/live";
import { ChartPathsContext, DOCTOR_PATHS, PATIENT_PATHS } from "@/components/paths";
import { useMe } from "@/features/auth/me";
import { FactEditorProvider } from "@/features/records/FactEditor";
import { Shell } from "./shell/Shell";

export function SignedInFrame() {
  const me = useMe();
  // A patient has one chart: it is live on every page. A doctor's is live while it is open.
  useChartEvents(me.role === "patient" ? me.patient_uuid : null);
  return (
    <ChartPathsContext.Provider value={me.role === "patient" ? PATIENT_PATHS : DOCTOR_PATHS}>
      <FactEditorProvider mayWrite={me.role === "doctor"}>
        <Shell />
      </FactEditorProvider>
    </ChartPathsContext.Provider>
  );
}
