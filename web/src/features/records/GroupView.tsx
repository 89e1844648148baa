/** All values that were taken together, each leading to its history. */
import { Skeleton, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Observation, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { useOpenSource } from "@/components/source/SourceContext";
import { StandingMark, ValueText } from "@/components/values/ValueText";
import { clock, hasTime } from "@/lib/dates";
import { rangeWords } from "@/lib/values";
import { FactPill } from "./FactPill";
import { groupQuery } from "./group";
import classes from "./records.module.css";
import { testName } from "@/lib/names";

interface Props {
  patientId: Uuid;
  at: string;
  category: string;
}

export function GroupView({ patientId, at, category }: Props) {
  const query = useQuery(groupQuery(patientId, at, category));
  const open = useOpenSource();
  return (
    <Loaded query={query} skeleton={<Skeleton height={280} />}>
      {(observations) => (
        <Stack gap="sm">
          <Text fz="sm" c="dimmed" component="div">
            Taken <DateText value={at} withTime={isOneMoment(observations)} relative />
          </Text>
          <Table data-testid="group-table">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Test</Table.Th>
                <Table.Th ta="right">Value</Table.Th>
                <Table.Th>Standing</Table.Th>
                <Table.Th>Range</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">Source</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {observations.map((observation) => (
                <Table.Tr key={observation.id}>
                  <Table.Th scope="row" className={classes.test}>
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
                      {testName(observation.code_display)}
                    </UnstyledButton>
                    {!isOneMoment(observations) && (
                      <Text fz="sm" fw={400} c="dimmed">
                        {hasTime(observation.effective_at) ? clock(observation.effective_at) : "time unknown"}
                      </Text>
                    )}
                  </Table.Th>
                  <Table.Td ta="right">
                    <ValueText observation={observation} />
                  </Table.Td>
                  <Table.Td>
                    <StandingMark observation={observation} />
                  </Table.Td>
                  <Table.Td fz="sm" c="dimmed">
                    {rangeWords(observation) ?? "not given"}
                  </Table.Td>
                  <Table.Td>
                    <FactPill patientId={patientId} kind="observations" fact={observation} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      )}
    </Loaded>
  );
}

function isOneMoment(observations: readonly Observation[]): boolean {
  return new Set(observations.map((one) => one.effective_at)).size <= 1;
}
