/** User name and password, and in a demo one button for each role. */
import { Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { ApiError, explain, NETWORK } from "@/api/errors";
import type { Me } from "@/api/types";
import { Notice } from "@/components/Notice";
import { authConfigQuery } from "./config";
import { DemoAccounts } from "./DemoAccounts";
import { type Credentials, useSignIn } from "./sign-in";

interface Props {
  onSignedIn: (me: Me) => void;
  submitLabel?: string;
}

export function SignInForm({ onSignedIn, submitLabel = "Sign in" }: Props) {
  const config = useQuery(authConfigQuery);
  const signIn = useSignIn();
  const form = useForm<Credentials>({
    initialValues: { username: "", password: "" },
    validate: {
      username: (value) => (value.trim() ? null : "Enter your user name."),
      password: (value) => (value ? null : "Enter your password."),
    },
  });
  const submit = (credentials: Credentials): void => {
    signIn.mutate(credentials, { onSuccess: onSignedIn });
  };
  return (
    <Stack gap="md">
      {signIn.error && (
        <Notice tone="critical" urgent>
          {refusal(signIn.error)}
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
          <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
            {submitLabel}
          </Button>
        </Stack>
      </form>
      {config.data?.demo && (
        <>
          <Divider label="or look around as" labelPosition="center" />
          <DemoAccounts onPick={submit} disabled={signIn.isPending} />
        </>
      )}
    </Stack>
  );
}

function refusal(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) {
    return "User name or password is not right. Check both and try again.";
  }
  if (error instanceof ApiError && error.code === NETWORK) {
    return "Salus cannot be reached. Check your connection, then sign in again.";
  }
  const words = explain(error);
  return `${words.title}. ${words.detail}`;
}
