/** Two people changed the same entry: both versions side by side, and the choice. Nothing was written yet. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { TwoVersions } from "@/components/TwoVersions";
import { compare, type Content, type EditKind, type Field } from "./fact-fields";
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
    <TwoVersions
      title="Somebody changed this while you were writing"
      note="Nothing of yours was written, and nothing is lost. Choose what shall stand."
      urgent
      standing={
        newest ? { version: newest.version, by: newest.by_name, at: newest.at } : { version: theirs.version }
      }
      other="Yours"
      rows={compare(fields, theirs, yours)}
    >
      <Button onClick={onEdit} data-autofocus>
        Go on with mine
      </Button>
      <Button variant="default" loading={isSending} onClick={onWrite} data-testid="write-mine">
        Write mine as it is
      </Button>
      <Button variant="default" onClick={onKeep}>
        Keep the record
      </Button>
    </TwoVersions>
  );
}
