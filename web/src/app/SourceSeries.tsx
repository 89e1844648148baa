/** The series of a value in the drawer. */
import type { SourceTarget } from "@/components/source/SourceContext";
import { SeriesView } from "@/features/records/SeriesView";

export default function SourceSeries({ target }: { target: SourceTarget & { kind: "series" } }) {
  return <SeriesView patientId={target.patientId} code={target.code} observationId={target.observationId} />;
}
