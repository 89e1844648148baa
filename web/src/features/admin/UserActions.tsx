/** What an administrator does for one person: a link, a way back in, an end. */
import { ActionIcon, Button, Code, CopyButton, Menu, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconDeviceMobile,
  IconDeviceMobileOff,
  IconDots,
  IconLink,
  IconLockOpen,
  IconLogout,
} from "@tabler/icons-react";
import { useState } from "react";
import { explain } from "@/api/errors";
import type { PasswordLink, User } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Notice } from "@/components/Notice";
import { useChangeUser, useUserDeed } from "./users";
import classes from "./admin.module.css";

const complain = (error: unknown): void => {
  notifications.show({ color: "red", message: explain(error).detail });
};

export function UserActions({ user }: { user: User }) {
  const change = useChangeUser();
  const { unlock, endSessions, resetFactors, makeLink } = useUserDeed(user.id);
  const [isResetting, setResetting] = useState(false);
  const say = (message: string) => ({
    onSuccess: () => void notifications.show({ message }),
    onError: complain,
  });
  return (
    <>
      <Menu position="bottom-end" width={270}>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${user.display_name}`} data-testid="user-actions">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {user.is_active && (
            <Menu.Item
              leftSection={<IconLink size={16} />}
              onClick={() => makeLink.mutate(undefined, { onError: complain })}
            >
              Link to set a password
            </Menu.Item>
          )}
          {user.locked_until && (
            <Menu.Item
              leftSection={<IconLockOpen size={16} />}
              onClick={() => unlock.mutate(undefined, say(`${user.display_name} may try again.`))}
            >
              Unlock
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconLogout size={16} />}
            onClick={() =>
              endSessions.mutate(undefined, say(`${user.display_name} is signed out everywhere.`))
            }
          >
            Sign out everywhere
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconDeviceMobile size={16} />}
            onClick={() =>
              change.mutate(
                { ...user, needs_second_factor: !user.needs_second_factor },
                say(
                  user.needs_second_factor
                    ? `${user.display_name} may sign in without a second factor.`
                    : `${user.display_name} sets up a second factor at the next sign-in.`,
                ),
              )
            }
          >
            {user.needs_second_factor ? "Second factor by choice" : "Require a second factor"}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconDeviceMobileOff size={16} />}
            onClick={() => setResetting(true)}
          >
            Reset second factor and passkeys
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isResetting}
        onClose={() => setResetting(false)}
        title={`Reset the second factor of ${user.display_name}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <Text fz="sm">
            Authenticator app, recovery codes and passkeys of this account are deleted, and it is signed out
            everywhere. Make sure that it is really this person who asks: with the password alone, whoever has
            it comes in.
          </Text>
          <Button
            color="red"
            loading={resetFactors.isPending}
            onClick={() =>
              resetFactors.mutate(undefined, {
                ...say(`The second factor of ${user.display_name} is reset.`),
                onSettled: () => setResetting(false),
              })
            }
          >
            Reset
          </Button>
        </Stack>
      </Modal>
      {makeLink.data && <LinkToHandOver user={user} link={makeLink.data} onClose={() => makeLink.reset()} />}
    </>
  );
}

function LinkToHandOver({ user, link, onClose }: { user: User; link: PasswordLink; onClose: () => void }) {
  const address = `${window.location.origin}${link.path}`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Link for ${user.display_name}`}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Text fz="sm">
          {link.purpose === "invitation"
            ? "With this link the person chooses the first password."
            : "With this link the person chooses a new password. All sessions end then; a second factor stays."}{" "}
          It works once, until <DateText value={link.expires_at} withTime />.
        </Text>
        <Code block className={classes.link} data-testid="password-link">
          {address}
        </Code>
        <CopyButton value={address}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy the link"}</Button>}
        </CopyButton>
        <Notice tone="information">
          Salus sends no mail. Hand the link over yourself, to this person alone: whoever has it sets the
          password. It is not shown again.
        </Notice>
      </Stack>
    </Modal>
  );
}
