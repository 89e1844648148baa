/** Two people changed the same entry: both versions side by side, and the choice. Nothing was written yet. */
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { Notice } from "@/components/Notice";
import { compare, type Content, type EditKind, type Field } from "./fact-fields";
import classes from "./fact-form.module.css";
import { versionsQuery } from "./save-fact";

interface Props {
  patientId: Uuid;
  kind: EditKind;
  fields: Field[];
  theirs: Content & { id: Uuid; version: number };
  yours: Content;
  isSending: boolean;
  onWrite: () => void;
  onKeep: () => void;
  onEdit: () => void;
}

export function Conflict({
  patientId,
  kind,
  fields,
  theirs,
  yours,
  isSending,
  onWrite,
  onKeep,
  onEdit,
}: Props) {
  const versions = useQuery(versionsQuery(patientId, kind, theirs.id)).data;
  const newest = versions?.find((one) => one.version === theirs.version);
  return (
    <Stack gap="md" data-testid="conflict">
      <Notice tone="warning" urgent title="Somebody changed this while you were writing">
        Nothing of yours was written, and nothing is lost. Choose what shall stand.
      </Notice>
      <Text fz="sm" c="dimmed" component="div">
        In the record: version {theirs.version}
        {newest && (
          <>
            {newest.by_name && ` by ${newest.by_name}`}, <DateText value={newest.at} withTime relative />
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
            <Table.Th>Yours</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {compare(fields, theirs, yours).map((row) => (
            <Table.Tr key={row.label} data-differs={row.differs || undefined}>
              <Table.Th scope="row">
                {row.label}
                {row.differs && (
                  <div>
                    <Mark tone="warning">Differs</Mark>
                  </div>
                )}
              </Table.Th>
              <Table.Td>{row.theirs}</Table.Td>
              <Table.Td>{row.yours}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group gap="xs">
        <Button onClick={onEdit} data-autofocus>
          Go on with mine
        </Button>
        <Button variant="default" loading={isSending} onClick={onWrite} data-testid="write-mine">
          Write mine as it is
        </Button>
        <Button variant="default" onClick={onKeep}>
          Keep the record
        </Button>
      </Group>
    </Stack>
  );
}
