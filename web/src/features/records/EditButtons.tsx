/** Small ways into the workspace of a fact; they draw nothing for readers who may not write. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { addWords, type EditedFact, type EditKind, nameOf } from "./fact-fields";
import { useFactEditor } from "./FactEditor";

export function AddFact({ patientId, kind }: { patientId: Uuid; kind: EditKind }) {
  const edit = useFactEditor();
  if (!edit) return null;
  const label = addWords(kind);
  return (
    <Tooltip label={label}>
      <ActionIcon size="md" aria-label={label} onClick={() => edit({ patientId, kind, fact: null })}>
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export function CorrectFact({
  patientId,
  kind,
  fact,
}: {
  patientId: Uuid;
  kind: EditKind;
  fact: EditedFact;
}) {
  const edit = useFactEditor();
  if (!edit) return null;
  return (
    <Tooltip label="Correct">
      <ActionIcon
        size="sm"
        aria-label={`Correct ${nameOf(fact)}`}
        onClick={(event) => {
          event.stopPropagation();
          edit({ patientId, kind, fact });
        }}
      >
        <IconPencil size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
