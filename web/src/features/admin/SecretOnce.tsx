/** The one time a secret is shown: copy it now. */
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { IssuedToken } from "@/api/types";

interface Props {
  issued: IssuedToken | null;
  onClose: () => void;
}

export function SecretOnce({ issued, onClose }: Props) {
  return (
    <Modal
      opened={issued !== null}
      onClose={onClose}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={issued ? `The secret of “${issued.token.name}”` : ""}
      size="lg"
    >
      {issued && (
        <Stack>
          <Text fz="sm">
            Copy it into the program or device now. It is shown this once: Salus keeps only a fingerprint of
            it, and nobody can read it again.
          </Text>
          <Code block data-testid="token-secret" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
            {issued.secret}
          </Code>
          <Group justify="space-between">
            <CopyButton value={issued.secret}>
              {({ copied, copy }) => (
                <Button
                  variant="light"
                  data-autofocus
                  leftSection={
                    copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />
                  }
                  onClick={copy}
                >
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>I have kept it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
