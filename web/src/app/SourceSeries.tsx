/** The series of a value in the drawer, with what documents tell of it and nobody has accepted yet. */
import { useQuery } from "@tanstack/react-query";
import { useChartPaths } from "@/components/paths";
import type { SourceTarget } from "@/components/source/SourceContext";
import { asResult, resultParts } from "@/features/documents/facts";
import { waitingValuesQuery } from "@/features/documents/proposals";
import { UnconfirmedPill } from "@/features/documents/UnconfirmedResults";
import { useSeriesCode } from "@/features/records/series";
import { SeriesView } from "@/features/records/SeriesView";

export default function SourceSeries({ target }: { target: SourceTarget & { kind: "series" } }) {
  const { patientId, observationId } = target;
  const { code } = useSeriesCode(patientId, target.code, observationId);
  const paths = useChartPaths();
  const found = useQuery({ ...waitingValuesQuery(patientId, code ?? ""), enabled: code !== null });
  const waiting = (found.data ?? [])
    .map((proposal) => ({
      id: proposal.id,
      result: asResult(proposal.fact),
      printed: resultParts(proposal.fact).value,
      source: <UnconfirmedPill patientId={patientId} name={target.label} proposal={proposal} />,
      review: paths.review?.(patientId, proposal.id) ?? null,
    }))
    .sort((a, b) => timeOf(b.result) - timeOf(a.result));
  return (
    <SeriesView patientId={patientId} code={target.code} observationId={observationId} waiting={waiting} />
  );
}

/** Newest first, as the confirmed values; one without a date comes last. */
function timeOf({ effective_at: at }: { effective_at: string | null }): number {
  return at === null ? 0 : Date.parse(at);
}
