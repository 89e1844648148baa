/** One click for each role of the demo clinic. Drawn only when the server says that it is a demo. */
import { Stack, Text, ThemeIcon, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconSettings, IconStethoscope, IconUser } from "@tabler/icons-react";
import classes from "./auth.module.css";
import type { Credentials } from "./sign-in";

/** Published with the demo and valid nowhere else. */
const DEMO_PASSWORD = "salus-demo";

const ACCOUNTS = [
  {
    username: "doctor@salus.demo",
    role: "Doctor",
    sees: "Worklist, charts, review of what was read",
    icon: IconStethoscope,
  },
  {
    username: "patient@salus.demo",
    role: "Patient",
    sees: "My results, my documents, my questions",
    icon: IconUser,
  },
  {
    username: "admin@salus.demo",
    role: "Administrator",
    sees: "Users, jobs, audit, health of the system",
    icon: IconSettings,
  },
];

interface Props {
  onPick: (credentials: Credentials) => void;
  disabled: boolean;
}

export function DemoAccounts({ onPick, disabled }: Props) {
  return (
    <Stack gap={8}>
      {ACCOUNTS.map((account) => (
        <UnstyledButton
          key={account.username}
          className={classes.account}
          disabled={disabled}
          data-testid={`demo-${account.username.split("@")[0]}`}
          onClick={() => onPick({ username: account.username, password: DEMO_PASSWORD })}
        >
          <ThemeIcon variant="light" size={36} radius="md" aria-hidden>
            <account.icon size={20} />
          </ThemeIcon>
          <span className={classes.accountWords}>
            <Text span fw={600} fz="md" lh={1.3}>
              {account.role}
            </Text>
            <Text span fz="sm" c="dimmed" lh={1.3}>
              {account.sees}
            </Text>
          </span>
          <IconChevronRight size={18} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      ))}
    </Stack>
  );
}
