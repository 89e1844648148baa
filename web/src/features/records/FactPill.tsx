/** The pill of a fact that came out of a document. Its place is asked for when somebody reaches for it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Provenance, Uuid } from "@/api/types";
import { useOpenSource } from "@/components/source/SourceContext";
import { type PillSource, type PillState, SourcePill, toTarget } from "@/components/source/SourcePill";
import { type FactKind, provenanceQuery } from "./provenance";

const UNSURE = new Set(["preliminary", "registered", "unconfirmed", "provisional"]);

interface Props {
  patientId: Uuid;
  kind: FactKind;
  fact: { id: Uuid; source: string | null; status?: string; verification_status?: string };
}

export function FactPill({ patientId, kind, fact }: Props) {
  const [wanted, setWanted] = useState(false);
  const wantedQuery = provenanceQuery(patientId, kind, fact.id);
  const query = useQuery({ ...wantedQuery, enabled: wanted });
  const client = useQueryClient();
  const open = useOpenSource();
  if (fact.source !== "document") return null;
  const openPlace = async (): Promise<void> => {
    const target = toTarget(toSource(await client.ensureQueryData(wantedQuery)), patientId);
    if (target) open(target);
  };
  return (
    <span onPointerEnter={() => setWanted(true)} onFocus={() => setWanted(true)}>
      <SourcePill
        patientId={patientId}
        state={stateOf(fact)}
        source={toSource(query.data ?? [])}
        onOpen={() => void openPlace()}
      >
        Source
      </SourcePill>
    </span>
  );
}

function stateOf(fact: Props["fact"]): PillState {
  return UNSURE.has(fact.verification_status ?? fact.status ?? "") ? "unconfirmed" : "confirmed";
}

function toSource(origins: readonly Provenance[]): PillSource {
  const place = origins.find((origin) => origin.document_id);
  return {
    type: "document",
    label: "Document",
    document_id: place?.document_id ?? null,
    page: place?.page ?? null,
    box: place?.box ?? null,
    quote: place?.quote ?? null,
    observation_id: null,
  };
}
