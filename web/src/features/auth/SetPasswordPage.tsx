/** What a one-time link opens: choose a password. The secret stands behind the # and leaves the address bar at once. */
import { Anchor, Button, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, dataOf } from "@/api/client";
import { Logo } from "@/components/Logo";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { RowsSkeleton } from "@/components/Skeletons";
import classes from "./auth.module.css";
import { refusal } from "./refusal";

export function SetPasswordPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    document.title = "Choose a password · Salus";
    // Neither the history nor somebody who looks over the shoulder needs it any longer.
    window.history.replaceState(window.history.state, "", window.location.pathname);
  }, []);
  const link = useQuery({
    queryKey: ["auth", "link"],
    queryFn: () => dataOf(api.POST("/api/v1/auth/link", { body: { token } })),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const signInInstead = (
    <Anchor href="/sign-in" fz="sm">
      Go to the sign-in
    </Anchor>
  );
  return (
    <main className={classes.alone} id="main">
      <Stack w="100%" maw={420} gap="lg">
        <Group gap={10}>
          <Logo size={30} />
          <Text fw={650} fz={18}>
            Salus
          </Text>
        </Group>
        <Title order={1} fz={26}>
          Choose a password
        </Title>
        <Loaded query={link} skeleton={<RowsSkeleton rows={3} />} wayOut={signInInstead}>
          {(shown) => (
            <>
              <Text>
                {shown.purpose === "invitation" ? "Welcome" : "Hello"}, {shown.display_name}. Your user name
                is <strong>{shown.username}</strong>.
              </Text>
              <Choose token={token} username={shown.username} shortest={shown.password_min_length} />
            </>
          )}
        </Loaded>
      </Stack>
    </main>
  );
}

function Choose({ token, username, shortest }: { token: string; username: string; shortest: number }) {
  const use = useMutation({
    mutationFn: (password: string) =>
      dataOf(api.POST("/api/v1/auth/link/use", { body: { token, password } })),
  });
  const form = useForm({
    initialValues: { password: "" },
    validate: {
      password: (value) => (value.length >= shortest ? null : `Use at least ${shortest} characters.`),
    },
  });
  if (use.isSuccess) {
    return (
      <Stack gap="md">
        <Notice tone="information" title="Your password is set">
          This link is used up. Sign in with your user name and the new password.
        </Notice>
        <Button component="a" href="/sign-in" size="md">
          Sign in
        </Button>
      </Stack>
    );
  }
  return (
    <form onSubmit={form.onSubmit(({ password }) => use.mutate(password))} noValidate>
      <Stack gap="sm">
        {use.error && (
          <Notice tone="critical" urgent>
            {refusal(use.error)}
          </Notice>
        )}
        {/* Password managers file the new one under this name. */}
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordInput
          label="New password"
          description={`At least ${shortest} characters. A short sentence that only you would say is strong, and easy to remember.`}
          size="md"
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={use.isPending}>
          Set password
        </Button>
      </Stack>
    </form>
  );
}
