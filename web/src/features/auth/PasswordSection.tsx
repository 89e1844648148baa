/** Change the password. */
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconKey } from "@tabler/icons-react";
import { Notice } from "@/components/Notice";
import { Section } from "@/components/Section";
import { useChangePassword } from "./account";
import { refusal } from "./refusal";

interface Props {
  username: string;
  shortest: number;
}

export function PasswordSection({ username, shortest }: Props) {
  const change = useChangePassword();
  const form = useForm({
    initialValues: { password: "", next: "" },
    validate: {
      password: (value) => (value ? null : "Enter the password that you use now."),
      next: (value) => (value.length >= shortest ? null : `Use at least ${shortest} characters.`),
    },
  });
  const submit = ({ password, next }: { password: string; next: string }): void =>
    change.mutate(
      { password, new_password: next },
      {
        onSuccess: () => {
          form.reset();
          notifications.show({ message: "Your password is changed. You are signed out everywhere else." });
        },
      },
    );
  return (
    <Section title="Password" icon={<IconKey size={19} />}>
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm" maw={420}>
          <Text fz="sm" c="dimmed">
            At least {shortest} characters. A short sentence that only you would say is strong, and easy to
            remember. Changing it signs you out everywhere else.
          </Text>
          {change.error && (
            <Notice tone="critical" urgent>
              {refusal(change.error)}
            </Notice>
          )}
          {/* Password managers file the new one under this name. */}
          <input type="text" autoComplete="username" value={username} readOnly hidden />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <PasswordInput label="New password" autoComplete="new-password" {...form.getInputProps("next")} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
