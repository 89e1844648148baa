/** A number with its unit, its standing in words, and its date and source one hover or focus away. */
import { Group, HoverCard, Stack, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import type { LastValue, Observation } from "@/api/types";
import { longDateTime } from "@/lib/dates";
import {
  type Judged,
  numberWords,
  rangeWords,
  standing,
  STANDING_WORDS,
  standingTone,
  unitWords,
  valueWords,
} from "@/lib/values";
import { sourceWords } from "@/lib/words";
import { Mark } from "../Mark";
import classes from "./values.module.css";
import { testName } from "@/lib/names";

export function ValueText({ observation }: { observation: Observation }) {
  const unit = unitWords(observation.unit);
  const range = rangeWords(observation);
  return (
    <HoverCard
      role="tooltip"
      width={280}
      shadow="md"
      openDelay={200}
      position="bottom-end"
      events={{ touch: true }}
    >
      <HoverCard.Target>
        <ResultText result={observation} tabIndex={0} />
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <Stack gap={4} fz="sm">
          <Text fw={600} fz="sm">
            {testName(observation.code_display)}
          </Text>
          <div>
            {valueWords(observation)} {unit}
            {isShortened(observation) && `, recorded as ${observation.value}`}
            {range && ` (range ${range}${unit ? ` ${unit}` : ""})`}
          </div>
          <div>{longDateTime(observation.effective_at)}</div>
          <Text c="dimmed" fz="xs">
            Source: {sourceWords(observation.source)}
          </Text>
        </Stack>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

interface ResultProps extends ComponentProps<"span"> {
  result: Judged;
  /** The value as it is printed in its document, where that is known: 4.10 stays 4.10. */
  printed?: string;
}

/** Value and unit, coloured by where the value stands, also of one that nobody has confirmed yet. */
export function ResultText({ result, printed = valueWords(result), ...rest }: ResultProps) {
  return (
    <span
      {...rest}
      className={classes.value}
      data-tone={standingTone(standing(result))}
      data-words={result.value === null || undefined}
    >
      <strong>{printed}</strong> <span className={classes.unit}>{unitWords(result.unit)}</span>
    </span>
  );
}

function isShortened({ value }: Observation): boolean {
  return value !== null && numberWords(value) !== String(value);
}

export function StandingMark({ observation, filled = false }: { observation: Judged; filled?: boolean }) {
  const where = standing(observation);
  return (
    <Mark tone={standingTone(where)} filled={filled}>
      {STANDING_WORDS[where]}
    </Mark>
  );
}

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, steady: IconArrowRight };
const TREND_WORDS = { up: "Rising", down: "Falling", steady: "Steady" };

export function TrendText({ last }: { last: LastValue }) {
  if (last.trend === "none") {
    return (
      <Text span fz="sm" c="dimmed">
        First value
      </Text>
    );
  }
  const Arrow = ARROWS[last.trend];
  return (
    <Group gap={4} wrap="nowrap" component="span">
      <Arrow size={16} aria-hidden style={{ color: "var(--mantine-color-dimmed)", flex: "none" }} />
      <Text span fz="sm" c="dimmed" className={classes.trend}>
        {TREND_WORDS[last.trend]}
        {last.previous !== null && (
          <span className={classes.previous}> from {numberWords(last.previous.value)}</span>
        )}
      </Text>
    </Group>
  );
}
