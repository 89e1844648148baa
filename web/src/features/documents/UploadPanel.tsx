/** Drop files, choose them, or take a photo; large and teaching when there is nothing yet. */
import { Button, Chip, FileButton, Group, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { IconCamera, IconPhotoPlus, IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { keys } from "@/api/keys";
import type { DocumentType, Uuid } from "@/api/types";
import { DOCUMENT_TYPES } from "@/lib/words";
import classes from "./documents.module.css";
import { PageComposer } from "./PageComposer";
import { UploadList } from "./UploadList";
import { addRefused, startTogether, startUpload } from "./upload-store";

// Browsers on some systems know no type for HEIC and TIFF, so endings are named too.
const ACCEPTED = {
  "application/pdf": [".pdf"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [".docx"],
  "image/jpeg": [".jpg", ".jpeg"],
  "image/png": [".png"],
  "image/heic": [".heic", ".heif"],
  "image/tiff": [".tif", ".tiff"],
};
const CHOSEN = Object.entries(ACCEPTED).flat(2).join(",");
const WRONG_KIND =
  "PDF, Word (DOCX), JPG, PNG, HEIC and TIFF files can be read. Save or export it as PDF and send that. Nothing was stored.";

export function UploadPanel({ patientId, large = false }: { patientId: Uuid; large?: boolean }) {
  const client = useQueryClient();
  const [isComposing, compose] = useDisclosure(false);
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
              ? "Lab reports, letters, prescriptions, images: as PDF, Word file or scan, or as photos of the paper. Salus reads them, finds the results and shows where each stands on the page."
              : "PDF, Word, JPG, PNG, HEIC or TIFF. Choose several at once, or drop them here."}
          </Text>
        </div>
        <Group gap="xs" justify="center" style={{ pointerEvents: "all" }}>
          <FileButton
            resetRef={resetFiles}
            onChange={send}
            accept={CHOSEN}
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
            accept="image/jpeg,image/png,image/heic"
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
          <Button
            variant="default"
            leftSection={<IconPhotoPlus size={17} aria-hidden />}
            aria-expanded={isComposing}
            onClick={compose.open}
          >
            Photos of one paper
          </Button>
        </Group>
      </Dropzone>
      {isComposing && (
        <PageComposer
          onClose={compose.close}
          onSend={(photos) => {
            startTogether(patientId, photos, type, refresh);
            compose.close();
          }}
        />
      )}
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
