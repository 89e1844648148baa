/** Ask for the password of a locked PDF. It is sent once and kept nowhere, on this side too. */
import { Button, Group, PasswordInput, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError, explain } from "@/api/errors";
import type { Uuid } from "@/api/types";
import { plural } from "@/lib/words";
import { useUnlockDocument } from "./document-actions";

interface Props {
  patientId: Uuid;
  documentId: Uuid;
  onOpened?: () => void;
}

export function UnlockForm({ patientId, documentId, onOpened }: Props) {
  const [password, setPassword] = useState("");
  const unlock = useUnlockDocument(patientId);
  const isUsedUp = unlock.error instanceof ApiError && unlock.error.code === "TOO_MANY_PASSWORDS";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!password) return;
        unlock.mutate({ documentId, password }, { onSuccess: onOpened });
        setPassword("");
      }}
    >
      {unlock.error && (
        <Text role="alert" fz="sm" c="var(--salus-critical)" mb={6}>
          {wordsFor(unlock.error)}
        </Text>
      )}
      <Group align="flex-end" gap="xs">
        <PasswordInput
          label="Password of this PDF"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="off"
          maxLength={256}
          w={260}
          maw="100%"
          size="sm"
        />
        <Button
          type="submit"
          size="sm"
          leftSection={<IconLock size={15} aria-hidden />}
          disabled={!password || isUsedUp}
          loading={unlock.isPending}
        >
          Open it
        </Button>
      </Group>
    </form>
  );
}

function wordsFor(error: Error): string {
  if (!(error instanceof ApiError) || error.code !== "WRONG_PASSWORD") return explain(error).detail;
  const left = error.details.tries_left;
  if (typeof left !== "number") return "That password does not open it.";
  return left === 0
    ? "That password does not open it, and no tries are left for now. Try again in an hour."
    : `That password does not open it. Capital letters count. ${plural(left, "try", "tries")} left.`;
}
