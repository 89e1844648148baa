/** The newest value of each test: number, standing, where it is heading, on its range, how old, from where. */
import { Table, Text, UnstyledButton } from "@mantine/core";
import { IconTestPipe } from "@tabler/icons-react";
import type { LastValue, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { useOpenSource } from "@/components/source/SourceContext";
import { EmptyState } from "@/components/StateViews";
import { Sparkline } from "@/components/values/Sparkline";
import { StandingMark, TrendText, ValueText } from "@/components/values/ValueText";
import { ageWords, OLD_AFTER_DAYS, shortDate } from "@/lib/dates";
import {
  rangeWords,
  type Standing,
  standing,
  STANDING_WORDS,
  standingTone,
  type StandingTone,
} from "@/lib/values";
import { FactPill } from "./FactPill";
import classes from "./records.module.css";
import { testName } from "@/lib/names";

/** LOINC: diastolic and systolic blood pressure, the last one first on the screen. */
const PRESSURES = ["8462-4", "8480-6"];
const ORDER: Record<StandingTone, number> = { critical: 0, warning: 1, normal: 2, unknown: 3 };

/** What needs a look first, then the freshest; a newer value that waits for review counts as much as one that stands. */
export function byUrgency(waiting?: Props["waiting"]): (a: LastValue, b: LastValue) => number {
  const tone = (last: LastValue): number => {
    const newer = newerOf(last, waiting);
    const own = ORDER[standingTone(standing(last.observation))];
    return newer ? Math.min(own, ORDER[standingTone(newer.standing)]) : own;
  };
  return (a, b) => tone(a) - tone(b) || a.age_days - b.age_days || place(b) - place(a);
}

/** Blood pressure is read as upper over lower, not by the alphabet. */
function place({ observation }: LastValue): number {
  return PRESSURES.indexOf(observation.code);
}

/** A newer value that was found in a document and waits for review. */
export interface WaitingValue {
  words: string;
  at: string | null;
  standing: Standing;
}

interface Props {
  patientId: Uuid;
  values: LastValue[];
  limit?: number;
  /** By code. A table that hid them would show an old value as the newest. */
  waiting?: ReadonlyMap<string, WaitingValue>;
}

export function LastValues({ patientId, values, limit, waiting }: Props) {
  if (values.length === 0) {
    return (
      <EmptyState compact icon={<IconTestPipe size={22} />} title="Not measured yet">
        Values appear here when a lab report is uploaded and its results are accepted, or when they are
        entered.
      </EmptyState>
    );
  }
  const rows = [...values].sort(byUrgency(waiting)).slice(0, limit);
  return (
    <div className={classes.valuesFrame}>
      <Table className={classes.values} highlightOnHover data-testid="last-values">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Test</Table.Th>
            <Table.Th ta="right">Value</Table.Th>
            <Table.Th className={classes.medium}>Standing</Table.Th>
            <Table.Th className={classes.medium}>Trend</Table.Th>
            <Table.Th>
              <span className="visually-hidden">History</span>
            </Table.Th>
            <Table.Th className={classes.wide}>Range</Table.Th>
            <Table.Th className={classes.medium}>Taken</Table.Th>
            <Table.Th className={classes.medium}>
              <span className="visually-hidden">Source</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((last) => (
            <ValueRow
              key={last.observation.id}
              patientId={patientId}
              last={last}
              waiting={newerOf(last, waiting)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function newerOf(last: LastValue, waiting: Props["waiting"]): WaitingValue | null {
  const found = waiting?.get(last.observation.code);
  return found?.at && found.at > last.observation.effective_at ? found : null;
}

interface RowProps {
  patientId: Uuid;
  last: LastValue;
  waiting: WaitingValue | null;
}

/** In a narrow column standing and age move under value and name, so that nothing is cut off. */
function ValueRow({ patientId, last, waiting }: RowProps) {
  const open = useOpenSource();
  const { observation } = last;
  const openSeries = (): void =>
    open({
      kind: "series",
      patientId,
      code: observation.code,
      observationId: observation.id,
      label: testName(observation.code_display),
    });
  return (
    <Table.Tr onClick={openSeries} className={classes.row}>
      <Table.Th scope="row" className={classes.test}>
        <UnstyledButton
          className={classes.testName}
          onClick={(event) => {
            event.stopPropagation();
            openSeries();
          }}
          aria-label={`${testName(observation.code_display)}: open its history`}
        >
          {testName(observation.code_display)}
        </UnstyledButton>
        {waiting && (
          <Text fz="sm" fw={400} c="dimmed" lh={1.35} className={classes.waiting}>
            Newer, not confirmed: <b>{waiting.words}</b>{" "}
            {waiting.standing !== "unknown" && (
              <Mark tone={standingTone(waiting.standing)}>{STANDING_WORDS[waiting.standing]}</Mark>
            )}{" "}
            {waiting.at && <span className={classes.nowrap}>{shortDate(waiting.at)}</span>}
          </Text>
        )}
        <div className={classes.narrow}>
          <Age last={last} />
        </div>
      </Table.Th>
      <Table.Td ta="right">
        <ValueText observation={observation} />
        <div className={classes.narrow}>
          <StandingMark observation={observation} />
        </div>
      </Table.Td>
      <Table.Td className={classes.medium}>
        <StandingMark observation={observation} />
      </Table.Td>
      <Table.Td className={classes.medium}>
        <TrendText last={last} />
      </Table.Td>
      <Table.Td className={classes.sparkCell}>
        <Sparkline last={last} />
      </Table.Td>
      <Table.Td c="dimmed" fz="sm" className={classes.wide}>
        {rangeWords(observation) ?? "not given"}
      </Table.Td>
      <Table.Td className={classes.medium}>
        <Age last={last} />
      </Table.Td>
      <Table.Td className={classes.medium} onClick={(event) => event.stopPropagation()}>
        <FactPill patientId={patientId} kind="observations" fact={observation} />
      </Table.Td>
    </Table.Tr>
  );
}

function Age({ last }: { last: LastValue }) {
  if (last.age_days >= OLD_AFTER_DAYS) {
    return (
      <Text fz="sm" span>
        <DateText value={last.observation.effective_at} />{" "}
        <Mark tone="warning">Old: {ageWords(last.age_days)}</Mark>
      </Text>
    );
  }
  return (
    <Text fz="sm" span>
      <DateText value={last.observation.effective_at} />
      <Text span inherit c="dimmed">
        {" · "}
        {last.age_days < 1 ? "today" : ageWords(last.age_days)}
      </Text>
    </Text>
  );
}
