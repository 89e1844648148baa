/** Every key that does something, for the role that is signed in. */
import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import type { Role } from "@/api/types";

interface Props {
  opened: boolean;
  onClose: () => void;
  role: Role;
}

const EVERYWHERE: [string, string][] = [
  ["Ctrl K", "Find a patient, document or command"],
  ["s", "Next source; Enter opens it"],
  ["?", "This list"],
  ["Esc", "Close what is on top"],
];

const DOCTOR: [string, string][] = [
  ["j  k", "Next and previous in a list"],
  ["Enter", "Open"],
  ["a", "Accept the proposal"],
  ["e", "Edit the proposal, then accept"],
  ["r", "Reject the proposal"],
  ["u", "Undo the last decision"],
  ["c", "Open or close the chat beside the chart"],
];

const READING: [string, string][] = [
  ["← →", "Previous and next page of a document"],
  ["+ − 0", "Zoom in, zoom out, fit to width"],
];

export function ShortcutsHelp({ opened, onClose, role }: Props) {
  const rows = role === "doctor" ? [...EVERYWHERE, ...DOCTOR, ...READING] : [...EVERYWHERE, ...READING];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap={8}>
        {rows.map(([keys, words]) => (
          <Group key={keys} justify="space-between" wrap="nowrap">
            <Text fz="sm">{words}</Text>
            <Kbd style={{ whiteSpace: "pre" }}>{keys}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
