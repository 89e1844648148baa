/** What can be done with one document. Deleting asks, because it cannot be undone. */
import { ActionIcon, Button, Group, Menu, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconDots, IconDownload, IconFileText, IconRefresh, IconTrash } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import type { DocumentSummary } from "@/api/types";
import { useDeleteDocument, useRetryDocument } from "./document-actions";

interface Props {
  document: DocumentSummary;
  onDeleted?: () => void;
}

export function DocumentMenu({ document, onDeleted }: Props) {
  const [asking, ask] = useDisclosure(false);
  const name = document.title || document.filename;
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={`More about ${name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={`/api/v1/documents/${document.id}/file`}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconDownload size={16} />}
          >
            Open the original file
          </Menu.Item>
          <Menu.Item
            component="a"
            href={`/api/v1/documents/${document.id}/text`}
            download
            leftSection={<IconFileText size={16} />}
          >
            Save its text
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} c="var(--salus-critical)" onClick={ask.open}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog document={document} opened={asking} onClose={ask.close} onDeleted={onDeleted} />
    </>
  );
}

interface DialogProps extends Props {
  opened: boolean;
  onClose: () => void;
}

function DeleteDialog({ document, opened, onClose, onDeleted }: DialogProps) {
  const remove = useDeleteDocument(document.patient_uuid);
  const confirm = (): void =>
    remove.mutate(document.id, {
      onSuccess: () => {
        onClose();
        notifications.show({ message: "The document was deleted." });
        onDeleted?.();
      },
    });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Delete this document?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Text fz="sm" mb="md">
        “{document.title || document.filename}” and what was found in it but not accepted will be gone. Values
        that a person has accepted stay in the chart. This cannot be undone.
      </Text>
      {remove.error && (
        <Text role="alert" fz="sm" c="var(--salus-critical)" mb="md">
          {explain(remove.error).detail}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={confirm}>
          Delete
        </Button>
      </Group>
    </Modal>
  );
}

export function RetryButton({ document }: { document: DocumentSummary }) {
  const retry = useRetryDocument(document.patient_uuid);
  if (retry.error) {
    return (
      <Text role="alert" fz="sm" c="var(--salus-critical)">
        {explain(retry.error).detail}
      </Text>
    );
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      loading={retry.isPending}
      onClick={() => retry.mutate(document.id)}
    >
      Read it again
    </Button>
  );
}
