/** Drop files, choose them, or take a photo; large and teaching when there is nothing yet. */
import { Button, Chip, FileButton, Group, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { useQueryClient } from "@tanstack/react-query";
import { IconCamera, IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { keys } from "@/api/keys";
import type { DocumentType, Uuid } from "@/api/types";
import { DOCUMENT_TYPES } from "@/lib/words";
import classes from "./documents.module.css";
import { UploadList } from "./UploadList";
import { addRefused, startUpload } from "./upload-store";

const ACCEPTED = ["application/pdf", "image/jpeg", "image/png"];
const WRONG_KIND =
  "Only PDF, JPG and PNG files can be read. Save or export it as one of these and send that. Nothing was stored.";

export function UploadPanel({ patientId, large = false }: { patientId: Uuid; large?: boolean }) {
  const client = useQueryClient();
  const [type, setType] = useState<DocumentType>("other");
  const refresh = (): void => void client.invalidateQueries({ queryKey: keys.documents(patientId) });
  // Without a reset the browser stays silent when the same file is chosen again, after a cancel for instance.
  const resetFiles = useRef<() => void>(null);
  const resetPhoto = useRef<() => void>(null);
  const send = (files: File[]): void => {
    for (const file of files) startUpload(patientId, file, type, refresh);
    resetFiles.current?.();
    resetPhoto.current?.();
  };
  return (
    <div>
      <Dropzone
        onDrop={send}
        onReject={(refused) => refused.forEach(({ file }) => addRefused(patientId, file, WRONG_KIND))}
        accept={ACCEPTED}
        activateOnClick={false}
        // The buttons inside are the way in for keyboard and screen reader; the area itself is only for dropping.
        activateOnKeyboard={false}
        tabIndex={-1}
        unstyled
        className={classes.drop}
        classNames={{ inner: classes.dropInner }}
        mod={{ large }}
        inputProps={{ "aria-label": "Choose documents", tabIndex: -1 } as object}
        data-testid="dropzone"
      >
        <div>
          <Text fw={600} fz="md">
            {large ? "Add your first document" : "Add documents"}
          </Text>
          <Text fz="sm" c="dimmed" maw={large ? 420 : undefined}>
            {large
              ? "Lab reports, letters, prescriptions, images: as PDF, or a photo of the paper. Salus reads them, finds the results and shows where each stands on the page."
              : "PDF, JPG or PNG. Choose several at once, or drop them here."}
          </Text>
        </div>
        <Group gap="xs" justify="center" style={{ pointerEvents: "all" }}>
          <FileButton
            resetRef={resetFiles}
            onChange={send}
            accept={ACCEPTED.join(",")}
            multiple
            inputProps={{ "data-testid": "file-input" } as object}
          >
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={17} aria-hidden />}>
                Choose files
              </Button>
            )}
          </FileButton>
          <FileButton
            resetRef={resetPhoto}
            onChange={(file) => file && send([file])}
            accept="image/jpeg,image/png"
            capture="environment"
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                hiddenFrom="md"
                leftSection={<IconCamera size={17} aria-hidden />}
              >
                Take a photo
              </Button>
            )}
          </FileButton>
        </Group>
      </Dropzone>
      <TypeChoice value={type} onChange={setType} centered={large} />
      <UploadList patientId={patientId} onKept={refresh} />
    </div>
  );
}

interface TypeProps {
  value: DocumentType;
  onChange: (value: DocumentType) => void;
  centered: boolean;
}

function TypeChoice({ value, onChange, centered }: TypeProps) {
  return (
    <Group
      gap={8}
      my="sm"
      justify={centered ? "center" : "flex-start"}
      role="radiogroup"
      aria-label="What are you adding?"
    >
      <Text fz="sm" c="dimmed" aria-hidden>
        What is it?
      </Text>
      <Chip.Group value={value} onChange={(next) => onChange(next as DocumentType)}>
        <Chip value="other" size="xs" variant="outline">
          Find out for me
        </Chip>
        {(["lab_report", "consultation_note", "prescription", "imaging"] as const).map((type) => (
          <Chip key={type} value={type} size="xs" variant="outline">
            {DOCUMENT_TYPES[type]}
          </Chip>
        ))}
      </Chip.Group>
    </Group>
  );
}
