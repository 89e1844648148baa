/** Results that were read from a patient's documents and that no doctor has confirmed yet: shown at once, marked as such. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Proposal, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { SourcePill } from "@/components/source/SourcePill";
import { RangeBand } from "@/components/values/RangeBand";
import { ResultText } from "@/components/values/ValueText";
import { STANDING_PLAIN, standing, standingTone } from "@/lib/values";
import { asResult, resultParts } from "./facts";
import type { PendingResult } from "./pending";
import classes from "./unconfirmed.module.css";

interface Props {
  patientId: Uuid;
  results: PendingResult[];
  /** What stands beside a result, for instance a way to ask about it. */
  action?: (result: PendingResult) => ReactNode;
}

export function UnconfirmedResults({ patientId, results, action }: Props) {
  return (
    <ul className={classes.list} data-testid="unconfirmed-results">
      {results.map((result) => (
        <li key={result.code} className={classes.result}>
          <Words patientId={patientId} result={result} action={action?.(result)} />
          <RangeBand observation={asResult(result.proposal.fact)} labels />
        </li>
      ))}
    </ul>
  );
}

function Words({ patientId, result, action }: { patientId: Uuid; result: PendingResult; action: ReactNode }) {
  const { proposal } = result;
  const where = standing(asResult(proposal.fact));
  return (
    <div>
      <Group gap="xs" justify="space-between" align="baseline" wrap="nowrap">
        <Text span fw={600} style={{ overflowWrap: "anywhere" }}>
          {result.name}
        </Text>
        <Text span fz="lg">
          <ResultText result={asResult(proposal.fact)} printed={resultParts(proposal.fact).value} />
        </Text>
      </Group>
      <Mark tone={standingTone(where)}>{STANDING_PLAIN[where]}</Mark>
      <Group gap="2px 8px">
        <Text fz="sm" c="dimmed" component="div">
          <DateText value={result.at} />
        </Text>
        <UnconfirmedPill patientId={patientId} {...result} />
        {action}
      </Group>
    </div>
  );
}

/** A newer result of the same test, told beside the confirmed one. */
export function NewerResult({ patientId, result }: { patientId: Uuid; result: PendingResult }) {
  const where = standing(asResult(result.proposal.fact));
  return (
    <div className={classes.newer} data-testid="newer-result">
      <Text fz="sm" component="div">
        Newer, not confirmed yet: <b>{result.words}</b>, <DateText value={result.at} />{" "}
        <UnconfirmedPill patientId={patientId} {...result} />
      </Text>
      <Mark tone={standingTone(where)}>{STANDING_PLAIN[where]}</Mark>
    </div>
  );
}

interface PillProps {
  patientId: Uuid;
  name: string;
  proposal: Proposal;
}

/** Where a result stands that nobody has confirmed yet. */
export function UnconfirmedPill({ patientId, name, proposal }: PillProps) {
  const { document_id, page, box, quote } = proposal;
  return (
    <SourcePill
      patientId={patientId}
      state="unconfirmed"
      source={{ type: "document", label: name, document_id, page, box, quote, observation_id: null }}
    >
      Source
    </SourcePill>
  );
}
