/** The second step of a sign-in: a code of the phone, a recovery code, or a passkey. */
import { Anchor, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import type { CodeMethod, Me } from "@/api/types";
import { Notice } from "@/components/Notice";
import { canUsePasskeys } from "./passkey";
import { refusal } from "./refusal";
import { usePasskeySignIn, useSecondFactor } from "./sign-in";

interface Props {
  methods: string[];
  onSignedIn: (me: Me) => void;
  onBack: (why: unknown) => void;
}

const FIELDS = {
  authenticator: {
    label: "Code from your app",
    description: "The six digits that your authenticator app shows for Salus.",
    other: "Use a recovery code instead",
  },
  recovery_code: {
    label: "Recovery code",
    description: "One of the ten codes that you kept when you set it up. Each works once.",
    other: "Use the code from your app instead",
  },
} as const;

export function SecondStep({ methods, onSignedIn, onBack }: Props) {
  const second = useSecondFactor();
  const passkey = usePasskeySignIn();
  const [method, setMethod] = useState<CodeMethod>("authenticator");
  const [code, setCode] = useState("");
  const takesCodes = methods.includes("authenticator");
  const takesPasskeys = methods.includes("passkey") && canUsePasskeys();
  const words = FIELDS[method];

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!code.trim()) return;
    second.mutate(
      { code: code.trim(), method },
      {
        onSuccess: onSignedIn,
        onError: (error) => {
          setCode("");
          if (error instanceof ApiError && error.code === "STEP_OVER") onBack(error);
        },
      },
    );
  };
  const change = (): void => {
    second.reset();
    setCode("");
    setMethod(method === "authenticator" ? "recovery_code" : "authenticator");
  };
  const error = passkey.error ?? second.error;
  return (
    <Stack gap="md">
      <div>
        <Title order={2} fz="lg">
          One more step
        </Title>
        <Text fz="sm" c="dimmed">
          Your password is right. Now show that it is you.
        </Text>
      </div>
      {error && (
        <Notice tone="critical" urgent>
          {refusal(error)}
        </Notice>
      )}
      {takesCodes && (
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            <TextInput
              key={method}
              label={words.label}
              description={words.description}
              size="md"
              autoFocus
              autoComplete="one-time-code"
              inputMode={method === "authenticator" ? "numeric" : "text"}
              autoCapitalize="none"
              spellCheck={false}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" size="md" loading={second.isPending} disabled={!code.trim()}>
              Go on
            </Button>
          </Stack>
        </form>
      )}
      {takesPasskeys && (
        <Button
          variant="default"
          size="md"
          leftSection={<IconFingerprint size={19} aria-hidden />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate(undefined, { onSuccess: (me) => me && onSignedIn(me) })}
        >
          Use a passkey
        </Button>
      )}
      {!takesCodes && !takesPasskeys && (
        <Notice tone="warning" title="This browser cannot use your passkey here">
          Sign in on a device that has it, or ask your administrator to reset it.
        </Notice>
      )}
      <Group justify="space-between" gap="xs">
        <Anchor component="button" type="button" fz="sm" onClick={() => onBack(null)}>
          Back
        </Anchor>
        {takesCodes && (
          <Anchor component="button" type="button" fz="sm" onClick={change}>
            {words.other}
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}
