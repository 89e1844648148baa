/** What one can ask, for somebody who does not know yet. */
import { Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconArrowRight, IconMessageCircleQuestion } from "@tabler/icons-react";
import classes from "./chat.module.css";

const PATIENT = [
  "What do my latest results mean?",
  "What has changed since last time?",
  "Which medicines am I taking?",
  "What is due next?",
];

const DOCTOR = [
  "Summarise this patient.",
  "Which results are out of range?",
  "What changed in the last year?",
  "Which medicines, and since when?",
];

interface Props {
  isDoctor: boolean;
  onAsk: (question: string) => void;
}

export function Starters({ isDoctor, onAsk }: Props) {
  return (
    <Stack gap="md" className={classes.starters}>
      <div>
        <IconMessageCircleQuestion size={32} stroke={1.6} aria-hidden className={classes.startersIcon} />
        <Title order={2} fz="lg">
          {isDoctor ? "Ask about this patient" : "Ask about your own record"}
        </Title>
        <Text c="dimmed" fz="sm">
          Answers come from {isDoctor ? "the chart and its documents" : "your results and your documents"}{" "}
          only, and every sentence opens the place where it stands. What is not there is said not to be there.
        </Text>
      </div>
      <ul className={classes.starterList} data-testid="starters">
        {(isDoctor ? DOCTOR : PATIENT).map((question) => (
          <li key={question}>
            <UnstyledButton className={classes.starter} onClick={() => onAsk(question)}>
              <span>{question}</span>
              <IconArrowRight size={16} aria-hidden />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
