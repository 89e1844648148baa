/** Each file under way: how much has left, or why it was not taken and what to do. */
import { ActionIcon, Anchor, Button, Group, Progress, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconX } from "@tabler/icons-react";
import { useRef } from "react";
import type { Uuid } from "@/api/types";
import { useChartPaths } from "@/components/paths";
import { fileSize, plural } from "@/lib/words";
import classes from "./documents.module.css";
import { UnlockForm } from "./UnlockForm";
import { dismissUpload, retryUpload, type Upload, useLastKept, useUploads } from "./upload-store";

interface Props {
  patientId: Uuid;
  onKept: () => void;
}

export function UploadList({ patientId, onKept }: Props) {
  const uploads = useUploads(patientId);
  const kept = useLastKept(patientId);
  const list = useRef<HTMLUListElement>(null);
  const dismiss = (key: string): void => {
    dismissUpload(key);
    // The button goes away with its line; the keyboard stays here instead of starting at the top of the page.
    list.current?.focus();
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        {kept && `${kept} was sent and is stored. It is being read.`}
      </p>
      <ul ref={list} tabIndex={-1} className={classes.uploads} aria-live="polite" aria-label="Uploads">
        {uploads.map((one) => (
          <li key={one.key} className={classes.upload} data-state={one.state} data-testid="upload">
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <Text fz="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                {one.file.name}{" "}
                <Text span inherit c="dimmed" fw={400}>
                  {one.further.length > 0
                    ? `and ${plural(one.further.length, "more page")}`
                    : fileSize(one.file.size)}
                </Text>
              </Text>
              <ActionIcon
                size="md"
                aria-label={`${one.state === "sending" ? "Cancel" : "Close"} ${one.file.name}`}
                onClick={() => dismiss(one.key)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
            <Body one={one} onKept={onKept} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Body({ one, onKept }: { one: Upload; onKept: () => void }) {
  if (one.state === "locked") return <Locked one={one} />;
  if (one.state === "refused") return <Refused one={one} onKept={onKept} />;
  if (one.state === "duplicate") return <Duplicate one={one} />;
  const share = Math.round(one.share * 100);
  return (
    <>
      <Progress
        value={share}
        size="sm"
        my={6}
        aria-label={`Sending ${one.file.name}`}
        transitionDuration={100}
      />
      <Text fz="sm" c="dimmed">
        {share < 100 ? `Sending, ${share} %` : "Sent. Being stored safely"}
      </Text>
    </>
  );
}

function Locked({ one }: { one: Upload }) {
  if (!one.documentId) return null;
  return (
    <>
      <Text fz="sm" mb={6}>
        The file is stored. It is locked by a password and will be read once you give it.
      </Text>
      <UnlockForm
        patientId={one.patientId}
        documentId={one.documentId}
        onOpened={() => dismissUpload(one.key)}
      />
    </>
  );
}

function Refused({ one, onKept }: { one: Upload; onKept: () => void }) {
  return (
    <Group gap="sm" justify="space-between" role="alert">
      <Text fz="sm" style={{ flex: 1 }}>
        {one.message}
      </Text>
      {one.canRetry && (
        <Button size="xs" variant="default" onClick={() => retryUpload(one, onKept)}>
          Send again
        </Button>
      )}
    </Group>
  );
}

function Duplicate({ one }: { one: Upload }) {
  const paths = useChartPaths();
  return (
    <Text fz="sm">
      This file is already here, so it was not stored twice.{" "}
      {one.documentId && (
        <Anchor component={Link} to={paths.document(one.patientId, one.documentId) as never} fz="sm">
          Open it
        </Anchor>
      )}
    </Text>
  );
}
