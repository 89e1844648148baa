/** Invite one person to sign in with their organisation: an address that is shown once and works once. */
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { api, dataOf } from "@/api/client";
import { explain } from "@/api/errors";
import { oidcQuery } from "@/api/oidc";
import type { User } from "@/api/types";

export function OidcInvite({ user }: { user: User }) {
  const isPossible = Boolean(useQuery(oidcQuery).data?.name);
  const invite = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/api/v1/admin/users/{resource_id}/oidc-invitation", {
          params: { path: { resource_id: user.id } },
        }),
      ),
    onError: (error) => notifications.show({ color: "red", message: explain(error).detail }),
  });
  if (!isPossible) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={invite.isPending}
        onClick={() => invite.mutate()}
        aria-label={`Invite ${user.display_name} to sign in with the organisation`}
      >
        Invite
      </Button>
      <Modal
        opened={invite.data !== undefined}
        onClose={invite.reset}
        closeOnClickOutside={false}
        title={`Invitation for ${user.display_name}`}
        size="lg"
      >
        {invite.data && (
          <Stack>
            <Text fz="sm">
              Send this address to the person, and to nobody else. Who opens it and signs in with the
              organisation is linked to this account. It works once, within a week, and is not shown again.
            </Text>
            <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
              {invite.data.url}
            </Code>
            <Group justify="space-between">
              <CopyButton value={invite.data.url}>
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
              <Button onClick={invite.reset}>Done</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
