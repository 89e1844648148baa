/** For a patient: what documents say that nobody has confirmed yet. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFileSearch } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { Section } from "@/components/Section";
import { pendingResults } from "@/features/documents/pending";
import { waitingProposalsQuery } from "@/features/documents/proposals";
import { UnconfirmedResults } from "@/features/documents/UnconfirmedResults";
import { standing, standingTone } from "@/lib/values";
import { asResult } from "@/features/documents/facts";

interface Props {
  patientId: Uuid;
  limit?: number;
}

const URGENCY = { critical: 0, warning: 1, normal: 2, unknown: 3 };

export function FoundInDocuments({ patientId, limit }: Props) {
  const results = pendingResults(useQuery(waitingProposalsQuery(patientId)).data ?? []);
  if (results.length === 0) return null;
  const urgency = (result: (typeof results)[number]): number =>
    URGENCY[standingTone(standing(asResult(result.proposal.fact)))];
  const sorted = [...results].sort((a, b) => urgency(a) - urgency(b));
  return (
    <Section
      title="Found in your documents"
      icon={<IconFileSearch size={18} />}
      count={results.length}
      note="read by the machine, not confirmed by your doctor yet"
      flush
    >
      <UnconfirmedResults patientId={patientId} results={sorted.slice(0, limit)} />
      {limit !== undefined && results.length > limit && (
        <Text fz="sm" c="dimmed" px="md" pb="sm">
          {results.length - limit} more under Results
        </Text>
      )}
    </Section>
  );
}
