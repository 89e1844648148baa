/** Two versions of one thing side by side, and the choice between them. Nothing was written yet. */
import { Group, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Difference } from "@/lib/differences";
import { DateText } from "./DateText";
import { Mark } from "./Mark";
import { Notice } from "./Notice";
import classes from "./TwoVersions.module.css";

interface Props {
  title: string;
  /** What happened, and that nothing is lost. */
  note: ReactNode;
  /** Read out at once: when it answers what the reader just did. */
  urgent: boolean;
  /** Who wrote what stands, and when; as far as that is known. */
  standing: { version: number; by: string | null; at: string } | { version: number };
  /** Whose the other version is. */
  other: string;
  rows: Difference[];
  /** The choices. */
  children: ReactNode;
}

export function TwoVersions({ title, note, urgent, standing, other, rows, children }: Props) {
  return (
    <Stack gap="md" data-testid="conflict">
      <Notice tone="warning" urgent={urgent} title={title}>
        {note}
      </Notice>
      <Text fz="sm" c="dimmed" component="div">
        In the record: version {standing.version}
        {"at" in standing && (
          <>
            {standing.by && ` by ${standing.by}`}, <DateText value={standing.at} withTime relative />
          </>
        )}
      </Text>
      <Table className={classes.versions} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <span className="visually-hidden">Field</span>
            </Table.Th>
            <Table.Th>In the record now</Table.Th>
            <Table.Th>{other}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.label} data-differs={row.differs || undefined}>
              <Table.Th scope="row">
                {row.label}
                {row.differs && (
                  <div>
                    <Mark tone="warning">Differs</Mark>
                  </div>
                )}
              </Table.Th>
              <Table.Td>{row.stands}</Table.Td>
              <Table.Td>{row.other}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group gap="xs" className={classes.choices}>
        {children}
      </Group>
    </Stack>
  );
}
