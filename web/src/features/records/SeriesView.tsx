/** A value in its series: the picture, and each value with unit, standing, date and source. */
import { Box, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Observation, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { StandingMark, ValueText } from "@/components/values/ValueText";
import { rangeWords, unitWords } from "@/lib/values";
import { sourceWords } from "@/lib/words";
import { CorrectFact } from "./EditButtons";
import { FactPill } from "./FactPill";
import { observationQuery, seriesQuery } from "./series";
import { SeriesChart } from "./SeriesChart";

interface Props {
  patientId: Uuid;
  code: string | null;
  observationId: Uuid | null;
}

export function SeriesView({ patientId, code, observationId }: Props) {
  const one = useQuery({
    ...observationQuery(patientId, observationId ?? ""),
    enabled: code === null && observationId !== null,
  });
  const knownCode = code ?? one.data?.code ?? null;
  const series = useQuery({ ...seriesQuery(patientId, knownCode ?? ""), enabled: knownCode !== null });
  const waiting = code === null && !one.data ? one : series;
  return (
    <Loaded query={waiting as typeof series} skeleton={<Skeleton height={420} />}>
      {() =>
        series.data && <SeriesBody observations={series.data} patientId={patientId} marked={observationId} />
      }
    </Loaded>
  );
}

interface BodyProps {
  observations: Observation[];
  patientId: Uuid;
  marked: Uuid | null;
}

function SeriesBody({ observations, patientId, marked }: BodyProps) {
  const newest = observations[0];
  if (!newest) return <Text c="dimmed">This has not been measured.</Text>;
  const range = rangeWords(newest);
  return (
    <Stack gap="md">
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
      <SeriesChart observations={observations} />
      <Table data-testid="series-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Taken</Table.Th>
            <Table.Th ta="right">Value</Table.Th>
            <Table.Th>Standing</Table.Th>
            <Table.Th visibleFrom="sm">Source</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
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
