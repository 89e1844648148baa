/** A value in its series: the picture, and each value with unit, standing, date and source. */
import { Anchor, Box, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Observation, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { ResultText, StandingMark, ValueText } from "@/components/values/ValueText";
import { rangeWords, unitWords } from "@/lib/values";
import { sourceWords } from "@/lib/words";
import { CorrectFact } from "./EditButtons";
import { FactPill } from "./FactPill";
import { seriesQuery, useSeriesCode, type WaitingValue } from "./series";
import classes from "./series.module.css";
import { SeriesChart } from "./SeriesChart";

interface Props {
  patientId: Uuid;
  code: string | null;
  observationId: Uuid | null;
  waiting: readonly WaitingValue[];
}

export function SeriesView({ patientId, code, observationId, waiting: unread }: Props) {
  const { one, code: knownCode } = useSeriesCode(patientId, code, observationId);
  const series = useQuery({ ...seriesQuery(patientId, knownCode ?? ""), enabled: knownCode !== null });
  const waiting = code === null && !one.data ? one : series;
  return (
    <Loaded query={waiting as typeof series} skeleton={<Skeleton height={420} />}>
      {() =>
        series.data && (
          <SeriesBody
            observations={series.data}
            waiting={unread}
            patientId={patientId}
            marked={observationId}
          />
        )
      }
    </Loaded>
  );
}

interface BodyProps {
  observations: Observation[];
  waiting: readonly WaitingValue[];
  patientId: Uuid;
  marked: Uuid | null;
}

function SeriesBody({ observations, waiting, patientId, marked }: BodyProps) {
  const newest = observations[0];
  if (!newest && waiting.length === 0) return <Text c="dimmed">This has not been measured.</Text>;
  return (
    <Stack gap="md">
      {newest ? <Newest newest={newest} /> : <Text c="dimmed">Nobody has confirmed a value yet.</Text>}
      <SeriesChart observations={observations} waiting={waiting} />
      <Table data-testid="series-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Taken</Table.Th>
            <Table.Th ta="right">Value</Table.Th>
            <Table.Th>Standing</Table.Th>
            <Table.Th visibleFrom="sm">Source</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {waiting.length > 0 && <WaitingRows waiting={waiting} />}
        <Table.Tbody>
          {waiting.length > 0 && observations.length > 0 && (
            <Table.Tr>
              <Table.Th colSpan={4} scope="rowgroup" className={classes.group}>
                Confirmed
              </Table.Th>
            </Table.Tr>
          )}
          {observations.map((observation) => (
            <Table.Tr
              key={observation.id}
              bg={observation.id === marked ? "var(--salus-accent-tint)" : undefined}
              aria-current={observation.id === marked || undefined}
            >
              <Table.Td>
                <DateText value={observation.effective_at} withTime />
                <Box hiddenFrom="sm">
                  <Origin patientId={patientId} observation={observation} />
                </Box>
              </Table.Td>
              <Table.Td ta="right">
                <ValueText observation={observation} />
              </Table.Td>
              <Table.Td>
                <StandingMark observation={observation} />
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Origin patientId={patientId} observation={observation} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** What the series comes to: of confirmed values alone. */
function Newest({ newest }: { newest: Observation }) {
  const range = rangeWords(newest);
  return (
    <Group justify="space-between" align="baseline">
      <Group gap="sm" align="baseline">
        <Text fz="xl">
          <ValueText observation={newest} />
        </Text>
        <StandingMark observation={newest} filled />
        <Text fz="sm" c="dimmed" component="div">
          <DateText value={newest.effective_at} />
        </Text>
      </Group>
      <Text fz="sm" c="dimmed">
        {range ? `Range ${range} ${unitWords(newest.unit)}` : "No range was given"}
      </Text>
    </Group>
  );
}

/** Above the confirmed ones, under a head of their own. */
function WaitingRows({ waiting }: { waiting: readonly WaitingValue[] }) {
  return (
    <Table.Tbody data-testid="series-waiting">
      <Table.Tr>
        <Table.Th colSpan={4} scope="rowgroup" className={classes.group}>
          Waiting for review, not confirmed yet
        </Table.Th>
      </Table.Tr>
      {waiting.map((each) => (
        <Table.Tr key={each.id}>
          <Table.Td>
            <DateText value={each.result.effective_at} withTime />
            <Box hiddenFrom="sm">
              <WaitingOrigin value={each} />
            </Box>
          </Table.Td>
          <Table.Td ta="right">
            <ResultText result={each.result} printed={each.printed} />
          </Table.Td>
          <Table.Td>
            <StandingMark observation={each.result} />
          </Table.Td>
          <Table.Td visibleFrom="sm">
            <WaitingOrigin value={each} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  );
}

function WaitingOrigin({ value: { source, review } }: { value: WaitingValue }) {
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      {source}
      {review && (
        <Anchor component={Link} to={review as never} fz="sm" fw={600}>
          Review
        </Anchor>
      )}
    </Group>
  );
}

function Origin({ patientId, observation }: { patientId: Uuid; observation: Observation }) {
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      {observation.source === "document" ? (
        <FactPill patientId={patientId} kind="observations" fact={observation} />
      ) : (
        <Text span fz="sm" c="dimmed">
          {sourceWords(observation.source)}
        </Text>
      )}
      <CorrectFact patientId={patientId} kind="observations" fact={observation} />
    </Group>
  );
}
