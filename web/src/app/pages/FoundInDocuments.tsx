/** For a patient: what documents say that nobody has confirmed yet. */
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconFileSearch } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { Section } from "@/components/Section";
import { ErrorState } from "@/components/StateViews";
import { pendingResults } from "@/features/documents/pending";
import { waitingResultsQuery } from "@/features/documents/proposals";
import { UnconfirmedResults } from "@/features/documents/UnconfirmedResults";
import { standing, standingTone } from "@/lib/values";
import { asResult } from "@/features/documents/facts";
import { AskAbout } from "./AskAbout";

interface Props {
  patientId: Uuid;
  limit?: number;
}

const TITLE = "Found in your documents";
const URGENCY = { critical: 0, warning: 1, normal: 2, unknown: 3 };

export function FoundInDocuments({ patientId, limit }: Props) {
  const query = useQuery(waitingResultsQuery(patientId));
  // A failure must not read as "nothing was found".
  if (query.isError && !query.data)
    return (
      <Section title={TITLE} icon={<IconFileSearch size={18} />} flush>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />
      </Section>
    );
  const results = pendingResults(query.data ?? []);
  if (results.length === 0) return null;
  const urgency = (result: (typeof results)[number]): number =>
    URGENCY[standingTone(standing(asResult(result.proposal.fact)))];
  const sorted = [...results].sort((a, b) => urgency(a) - urgency(b));
  return (
    <Section
      title={TITLE}
      icon={<IconFileSearch size={18} />}
      count={results.length}
      note="Read by the machine, not confirmed by your doctor yet"
      flush
      action={
        limit !== undefined &&
        results.length > limit && (
          <Anchor component={Link} to="/results" fz="sm">
            See all {results.length}
          </Anchor>
        )
      }
    >
      <UnconfirmedResults
        patientId={patientId}
        results={sorted.slice(0, limit)}
        action={(result) => <AskAbout name={result.name} />}
      />
    </Section>
  );
}
