/** Who has looked, in plain words. */
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconEye } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { sentence } from "@/lib/words";
import { accessLogQuery } from "./access-log";

export function AccessLog({ patientId, limit }: { patientId: Uuid; limit?: number }) {
  const query = useQuery(accessLogQuery(patientId, limit));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={limit ?? 8} height={36} />} compact>
      {(page) =>
        page.items.length === 0 ? (
          <EmptyState compact icon={<IconEye size={22} />} title="Nobody has looked yet">
            Each time somebody opens your record, it is written here.
          </EmptyState>
        ) : (
          <Table data-testid="access-log" layout="fixed" horizontalSpacing="md">
            <Table.Thead className="visually-hidden">
              <Table.Tr>
                <Table.Th>Who</Table.Th>
                <Table.Th>When</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.slice(0, limit).map((entry, index) => (
                <Table.Tr key={`${entry.at}-${index}`}>
                  <Table.Td>
                    <Text fz="md" fw={560} lh={1.35}>
                      {entry.who}
                    </Text>
                    <Text fz="sm" c="dimmed" component="div">
                      {sentence(entry.what)}
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
        )
      }
    </Loaded>
  );
}
