/** The front door. */
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconQuote, IconShieldCheck, IconFileSearch } from "@tabler/icons-react";
import type { Me } from "@/api/types";
import { Logo } from "@/components/Logo";
import { SafetyNotice } from "@/components/SafetyNotice";
import classes from "./auth.module.css";
import { OidcProblem } from "./OidcButton";
import { SignInForm } from "./SignInForm";

const PROMISES = [
  {
    icon: IconQuote,
    title: "Every sentence opens its source",
    text: "Answers point to the page, the line and the value they come from.",
  },
  {
    icon: IconFileSearch,
    title: "Documents become a chart",
    text: "Reports, letters and photos are read. A person accepts what was found.",
  },
  {
    icon: IconShieldCheck,
    title: "Everyone who looked is named",
    text: "Each reading and each refusal is written to a record that cannot be changed unseen.",
  },
];

interface Props {
  onSignedIn: (me: Me) => void;
  /** Why the organisation's sign-in sent the person back here. */
  problem?: string;
}

export function SignInPage({ onSignedIn, problem }: Props) {
  return (
    <div className={classes.page}>
      <aside className={classes.story}>
        <Group gap={10}>
          <Logo size={34} />
          <Text fw={650} fz={20}>
            Salus
          </Text>
        </Group>
        <div className={classes.storyBody}>
          <p className={classes.claim}>
            One patient.
            <br />
            One timeline.
            <br />
            Every word with its source.
          </p>
          <ul className={classes.promises}>
            {PROMISES.map((promise) => (
              <li key={promise.title}>
                <promise.icon size={22} aria-hidden />
                <span>
                  <strong>{promise.title}</strong>
                  <span>{promise.text}</span>
                </span>
              </li>
            ))}
          </ul>
        </div>
        <p className={classes.motto} lang="la">
          Salus aegroti suprema lex
        </p>
      </aside>
      <main className={classes.door} id="main">
        <Stack w="100%" maw={400} gap="lg">
          <Group gap={10} hiddenFrom="md">
            <Logo size={30} />
            <Text fw={650} fz={18}>
              Salus
            </Text>
          </Group>
          <Title order={1} fz={26}>
            Sign in
          </Title>
          {problem && <OidcProblem code={problem} />}
          <Paper bg="transparent">
            <SignInForm onSignedIn={onSignedIn} />
          </Paper>
          <SafetyNotice ta="center" />
        </Stack>
      </main>
    </div>
  );
}
