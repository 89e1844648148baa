/** User name and password, then the second factor where there is one; a passkey; in a demo one button for each role. */
import { Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconFingerprint } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import type { Me } from "@/api/types";
import { Notice } from "@/components/Notice";
import { authConfigQuery } from "./config";
import { DemoAccounts } from "./DemoAccounts";
import { Enrolment } from "./Enrolment";
import { meQuery } from "./me";
import { OidcButton } from "./OidcButton";
import { canUsePasskeys } from "./passkey";
import { refusal } from "./refusal";
import { SecondStep } from "./SecondStep";
import { type Credentials, enrolAtDoor, usePasskeySignIn, useSignIn } from "./sign-in";

interface Props {
  onSignedIn: (me: Me) => void;
  submitLabel?: string;
}

type Place = { at: "door" } | { at: "second"; methods: string[] } | { at: "enrolment" };

export function SignInForm({ onSignedIn, submitLabel = "Sign in" }: Props) {
  const client = useQueryClient();
  const [place, setPlace] = useState<Place>({ at: "door" });
  const [told, setTold] = useState<unknown>(null);
  const backToDoor = (why: unknown): void => {
    setTold(why);
    setPlace({ at: "door" });
  };
  if (place.at === "second") {
    return <SecondStep methods={place.methods} onSignedIn={onSignedIn} onBack={backToDoor} />;
  }
  if (place.at === "enrolment") {
    return (
      <Stack gap="md">
        <Notice tone="information" title="Your account needs a second factor">
          Set it up now, once. From then on you enter a code of your phone when you sign in.
        </Notice>
        <Enrolment
          {...enrolAtDoor}
          onDone={() => void client.fetchQuery(meQuery).then(onSignedIn)}
          onOver={backToDoor}
        />
      </Stack>
    );
  }
  return <Door told={told} submitLabel={submitLabel} onSignedIn={onSignedIn} onMore={setPlace} />;
}

interface DoorProps extends Required<Props> {
  told: unknown;
  onMore: (place: Place) => void;
}

function Door({ told, submitLabel, onSignedIn, onMore }: DoorProps) {
  const config = useQuery(authConfigQuery);
  const signIn = useSignIn();
  const passkey = usePasskeySignIn();
  const form = useForm<Credentials>({
    initialValues: { username: "", password: "" },
    validate: {
      username: (value) => (value.trim() ? null : "Enter your user name."),
      password: (value) => (value ? null : "Enter your password."),
    },
  });
  const submit = (credentials: Credentials): void => {
    passkey.reset();
    signIn.mutate(credentials, {
      onSuccess: onSignedIn,
      onError: (error) => {
        const more = placeAfter(error);
        if (more) onMore(more);
      },
    });
  };
  const isBusy = signIn.isPending || passkey.isPending;
  const error = passkey.error ?? signIn.error ?? (signIn.isIdle ? told : null);
  return (
    <Stack gap="md">
      {error !== null && !placeAfter(error) && (
        <Notice tone="critical" urgent>
          {refusal(error)}
        </Notice>
      )}
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <TextInput
            label="User name"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            size="md"
            {...form.getInputProps("username")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            size="md"
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" mt="xs" loading={signIn.isPending} disabled={passkey.isPending}>
            {submitLabel}
          </Button>
        </Stack>
      </form>
      {canUsePasskeys() && (
        <Button
          variant="default"
          size="md"
          leftSection={<IconFingerprint size={19} aria-hidden />}
          loading={passkey.isPending}
          disabled={signIn.isPending}
          onClick={() => passkey.mutate(undefined, { onSuccess: (me) => me && onSignedIn(me) })}
        >
          Sign in with a passkey
        </Button>
      )}
      <OidcButton />
      {config.data?.demo && (
        <>
          <Divider label="or look around as" labelPosition="center" />
          <DemoAccounts onPick={submit} disabled={isBusy} />
        </>
      )}
    </Stack>
  );
}

/** Where a right password leads when it is not enough. */
function placeAfter(error: unknown): Place | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "SECOND_FACTOR_ENROLMENT_NEEDED") return { at: "enrolment" };
  if (error.code !== "SECOND_FACTOR_NEEDED") return null;
  return { at: "second", methods: (error.details.methods as string[] | undefined) ?? [] };
}
