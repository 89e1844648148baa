/** The session ended while a page was open: cover what is on it, ask again, and go on where the person was. */
import { Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useSyncExternalStore } from "react";
import { keys } from "@/api/keys";
import { sessionLost } from "@/api/session";
import type { Me } from "@/api/types";
import { SignInForm } from "./SignInForm";

export function SessionLost() {
  const isLost = useSyncExternalStore(sessionLost.subscribe, sessionLost.get);
  const client = useQueryClient();
  const before = useRef<Me | undefined>(undefined);
  if (isLost) before.current ??= client.getQueryData<Me>(keys.me);

  const goOn = (me: Me): void => {
    const previous = before.current;
    before.current = undefined;
    // Another person must not inherit what the first one had on the screen.
    if (previous && previous.user_id !== me.user_id) window.location.assign("/");
    else void client.invalidateQueries();
  };
  return (
    <Modal
      opened={isLost}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session has ended"
      overlayProps={{ backgroundOpacity: 0.75, blur: 14 }}
    >
      <Stack>
        <Text fz="sm" c="dimmed">
          You were signed out to protect the record. Nothing that was saved is lost, and what you were writing
          is still on the page. Sign in to go on.
        </Text>
        <SignInForm onSignedIn={goOn} submitLabel="Go on" />
      </Stack>
    </Modal>
  );
}
