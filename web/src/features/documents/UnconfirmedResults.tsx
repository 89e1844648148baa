/** Results that were read from a patient's documents and that no doctor has confirmed yet: shown at once, marked as such. */
import { Group, Text } from "@mantine/core";
import type { Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { SourcePill } from "@/components/source/SourcePill";
import { RangeBand } from "@/components/values/RangeBand";
import { STANDING_PLAIN, standing, standingTone } from "@/lib/values";
import { asResult } from "./facts";
import type { PendingResult } from "./pending";
import classes from "./unconfirmed.module.css";

interface Props {
  patientId: Uuid;
  results: PendingResult[];
}

export function UnconfirmedResults({ patientId, results }: Props) {
  return (
    <ul className={classes.list} data-testid="unconfirmed-results">
      {results.map((result) => (
        <li key={result.code} className={classes.result}>
          <Words patientId={patientId} result={result} />
          <RangeBand observation={asResult(result.proposal.fact)} labels />
        </li>
      ))}
    </ul>
  );
}

function Words({ patientId, result }: { patientId: Uuid; result: PendingResult }) {
  const { proposal } = result;
  const where = standing(asResult(proposal.fact));
  return (
    <div>
      <Group gap="xs" justify="space-between" align="baseline" wrap="nowrap">
        <Text span fw={600}>
          {result.name}
        </Text>
        <Text span fz="lg" fw={600} style={{ whiteSpace: "nowrap" }}>
          {result.words}
        </Text>
      </Group>
      <Mark tone={standingTone(where)}>{STANDING_PLAIN[where]}</Mark>
      <Group gap={8}>
        <Text fz="sm" c="dimmed" component="div">
          <DateText value={result.at} />
        </Text>
        <SourcePill
          patientId={patientId}
          state="unconfirmed"
          source={{
            type: "document",
            label: result.name,
            document_id: proposal.document_id,
            page: proposal.page,
            box: proposal.box,
            quote: proposal.quote,
            observation_id: null,
          }}
        >
          Source
        </SourcePill>
      </Group>
    </div>
  );
}
