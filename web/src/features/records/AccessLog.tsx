/** Who has looked, in plain words. */
import { Switch, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import type { AccessEntry, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { sentence } from "@/lib/words";
import { accessLogQuery } from "./access-log";

interface Props {
  patientId: Uuid;
  /** Only the newest few, and only of other people: the short list on the first page. */
  others?: number;
}

export function AccessLog({ patientId, others }: Props) {
  const query = useQuery(accessLogQuery(patientId));
  const [withMine, setWithMine] = useState(false);
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={others ?? 8} height={36} />} compact>
      {(page) => {
        const found = withMine ? page.items : page.items.filter(isOther);
        const entries = found.slice(0, others);
        return (
          <>
            {others === undefined && (
              <Switch
                mb="sm"
                label="Show my own visits and the machine's work too"
                checked={withMine}
                onChange={(event) => setWithMine(event.currentTarget.checked)}
              />
            )}
            {entries.length === 0 ? <Nobody /> : <Entries entries={entries} />}
          </>
        );
      }}
    </Loaded>
  );
}
/** Oneself, and the machine that works for one, are no news. */
function isOther(entry: AccessEntry): boolean {
  return entry.role !== "patient" && entry.role !== "service";
}

function Nobody() {
  return (
    <EmptyState compact icon={<IconEye size={22} />} title="Nobody else has looked">
      Each time somebody opens your record, it is written here.
    </EmptyState>
  );
}

function Entries({ entries }: { entries: AccessEntry[] }) {
  return (
    <Table data-testid="access-log" layout="fixed" horizontalSpacing="md">
      <Table.Thead className="visually-hidden">
        <Table.Tr>
          <Table.Th>Who</Table.Th>
          <Table.Th>When</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry, index) => (
          <Table.Tr key={`${entry.at}-${index}`}>
            <Table.Td>
              <Text fz="md" fw={560} lh={1.35}>
                {entry.who}
              </Text>
              <Text fz="sm" c="dimmed" component="div">
                {sentence(entry.what)}
                {entry.times > 1 && `, ${entry.times} times`}
                {entry.is_refused && (
                  <>
                    {" "}
                    <Mark tone="warning">Refused</Mark>
                  </>
                )}
              </Text>
            </Table.Td>
            <Table.Td ta="right" fz="sm" c="dimmed" w={150}>
              <DateText value={entry.at} withTime />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
