/** An emergency or a crisis: one clear thing to do, nothing else on the card. */
import { Button, Group, Text } from "@mantine/core";
import { IconAlertOctagonFilled, IconPhone } from "@tabler/icons-react";
import classes from "./chat.module.css";
import type { Turn } from "./thread-state";
import { wordingOf } from "./wording";

/** 3GPP TS 22.101, clause 10.1.1: every mobile phone treats 112 and 911 as emergency calls, wherever it is. */
const EMERGENCY_NUMBER = "112";

export function Urgent({ turn }: { turn: Turn }) {
  const isCrisis = turn.urgency === "crisis";
  const words = wordingOf(turn.language);
  return (
    <section className={classes.urgent} role="alert" lang={turn.language} data-testid="urgent-answer">
      <IconAlertOctagonFilled size={26} aria-hidden />
      <div>
        <Text fw={650} fz="lg" lh={1.35} component="h2" m={0}>
          {isCrisis ? words.crisis : words.emergency}
        </Text>
        {turn.sentences.map((sentence, index) => (
          <p key={index} className={classes.urgentText}>
            {sentence.text}
          </p>
        ))}
        {turn.notice && <p className={classes.urgentText}>{turn.notice}</p>}
        <Group gap="sm" mt="sm">
          <Button
            component="a"
            href={`tel:${EMERGENCY_NUMBER}`}
            color="red"
            size="md"
            leftSection={<IconPhone size={18} aria-hidden />}
          >
            {words.call(EMERGENCY_NUMBER)}
          </Button>
          {!turn.notice && <Text fz="sm">{words.orLocalNumber}</Text>}
        </Group>
      </div>
    </section>
  );
}
