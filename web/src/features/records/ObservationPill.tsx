/** The pill of a value that came out of a document. Values entered by hand have none. */
import type { Observation, Uuid } from "@/api/types";
import { SourcePill } from "@/components/source/SourcePill";

export function ObservationPill({ observation, patientId }: { observation: Observation; patientId: Uuid }) {
  const from = observation.provenance;
  if (!from?.document_id || !from.page) return null;
  return (
    <SourcePill
      patientId={patientId}
      state={from.accepted_by ? "confirmed" : "unconfirmed"}
      source={{
        type: "document",
        label: from.document_title ?? "Document",
        document_id: from.document_id,
        page: from.page,
        box: from.box,
        quote: from.quote,
      }}
    >
      p {from.page}
    </SourcePill>
  );
}
