/** Results for the person they are about: a plain sentence, the number, and where it lies on the usual range. */
import { Group, Text, UnstyledButton } from "@mantine/core";
import { IconTestPipe } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { LastValue, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { useOpenSource } from "@/components/source/SourceContext";
import { EmptyState } from "@/components/StateViews";
import { RangeBand } from "@/components/values/RangeBand";
import { ValueText } from "@/components/values/ValueText";
import { standing, STANDING_PLAIN, standingTone, toNumber } from "@/lib/values";
import { byUrgency } from "./LastValues";
import { FactPill } from "./FactPill";
import classes from "./records.module.css";
import { testName } from "@/lib/names";

interface Props {
  patientId: Uuid;
  values: LastValue[];
  limit?: number;
  /** What stands beside a result, for instance a way to ask about it. */
  action?: (last: LastValue) => ReactNode;
  /** What must be read with a result, for instance that there is a newer one. */
  note?: (last: LastValue) => ReactNode;
}

export function ResultList({ patientId, values, limit, action, note }: Props) {
  if (values.length === 0) {
    return (
      <EmptyState compact icon={<IconTestPipe size={22} />} title="No results yet">
        Upload a lab report and its results appear here, each with the usual range drawn.
      </EmptyState>
    );
  }
  const rows = [...values].sort(byUrgency()).slice(0, limit);
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: "none" }} data-testid="results">
      {rows.map((last) => (
        <li key={last.observation.id} className={classes.result}>
          <Words patientId={patientId} last={last} action={action?.(last)} />
          <RangeBand
            observation={last.observation}
            earlier={last.history.slice(0, -1).flatMap((point) => toNumber(point.value) ?? [])}
            labels
          />
          {note?.(last)}
        </li>
      ))}
    </ul>
  );
}

function Words({ patientId, last, action }: { patientId: Uuid; last: LastValue; action: ReactNode }) {
  const open = useOpenSource();
  const { observation } = last;
  const where = standing(observation);
  return (
    <div>
      <Group gap="xs" justify="space-between" align="baseline" wrap="nowrap">
        <UnstyledButton
          className={classes.testName}
          onClick={() =>
            open({
              kind: "series",
              patientId,
              code: observation.code,
              observationId: observation.id,
              label: testName(observation.code_display),
            })
          }
        >
          <Text span fw={600}>
            {testName(observation.code_display)}
          </Text>
        </UnstyledButton>
        <span className={classes.resultValue}>
          <ValueText observation={observation} />
        </span>
      </Group>
      <Mark tone={standingTone(where)}>{STANDING_PLAIN[where]}</Mark>
      <Group gap="2px 8px">
        <Text fz="sm" c="dimmed" component="div">
          <DateText value={observation.effective_at} relative />
        </Text>
        <FactPill patientId={patientId} kind="observations" fact={observation} />
        {action}
      </Group>
    </div>
  );
}
