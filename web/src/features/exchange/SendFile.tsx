/** Choose or drop one record from elsewhere. */
import { ActionIcon, Button, FileButton, Group, Progress, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconUpload, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import type { Uuid } from "@/api/types";
import { Notice } from "@/components/Notice";
import { fileSize } from "@/lib/words";
import classes from "./exchange.module.css";
import { type Sending, useSendFile } from "./send-file";

const SUFFIXES = ".xml,.json,.gz,.ccda,.cda";

export function SendFile({ patientId, hint }: { patientId: Uuid; hint: string }) {
  const { sending, send, cancel, dismiss } = useSendFile(patientId);
  const reset = useRef<() => void>(null);
  const isOnItsWay = sending !== null && sending.problem === null;
  const take = (file: File | undefined | null): void => {
    if (file) void send(file);
    // Without a reset the browser stays silent when the same file is chosen again.
    reset.current?.();
  };
  return (
    <>
      {/* What a file is, its content tells: names and types that browsers guess are no reason to refuse one. */}
      <Dropzone
        onDrop={(files) => take(files[0])}
        multiple={false}
        disabled={isOnItsWay}
        activateOnClick={false}
        activateOnKeyboard={false}
        tabIndex={-1}
        unstyled
        className={classes.drop}
        classNames={{ inner: classes.dropInner }}
        inputProps={{ "aria-label": "Drop a record here", tabIndex: -1 } as object}
      >
        <div>
          <Text fw={600}>Choose the file</Text>
          <Text fz="sm" c="dimmed" maw="60ch">
            {hint}
          </Text>
        </div>
        <div style={{ pointerEvents: "all" }}>
          <FileButton
            resetRef={reset}
            onChange={take}
            accept={SUFFIXES}
            inputProps={{ "data-testid": "record-input" } as object}
          >
            {(props) => (
              <Button {...props} disabled={isOnItsWay} leftSection={<IconUpload size={17} aria-hidden />}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </div>
      </Dropzone>
      {sending && <OnItsWay sending={sending} onCancel={cancel} onDismiss={dismiss} />}
    </>
  );
}

interface OnItsWayProps {
  sending: Sending;
  onCancel: () => void;
  onDismiss: () => void;
}

function OnItsWay({ sending: { file, share, problem }, onCancel, onDismiss }: OnItsWayProps) {
  if (problem !== null) {
    return (
      <Notice
        tone="critical"
        title={`${file.name} was not taken`}
        urgent
        action={
          <ActionIcon aria-label={`Close ${file.name}`} onClick={onDismiss}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        }
      >
        {problem}
      </Notice>
    );
  }
  const percent = Math.round(share * 100);
  return (
    <div className={classes.sending} aria-live="polite">
      <Group justify="space-between" wrap="nowrap">
        <Text fz="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {file.name}{" "}
          <Text span inherit c="dimmed" fw={400}>
            {fileSize(file.size)}
          </Text>
        </Text>
        <ActionIcon aria-label={`Cancel ${file.name}`} onClick={onCancel}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <Progress
        value={percent}
        size="sm"
        my={6}
        aria-label={`Sending ${file.name}`}
        transitionDuration={100}
      />
      <Text fz="sm" c="dimmed">
        {percent < 100 ? `Sending, ${percent} %` : "Sent. Being stored safely"}
      </Text>
    </div>
  );
}
