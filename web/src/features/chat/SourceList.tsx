/** The sources of an answer in full, under it. */
import { Button, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { ChatSource, Uuid } from "@/api/types";
import { describe, SourceIcon, toTarget } from "@/components/source/SourcePill";
import { useOpenSource } from "@/components/source/SourceContext";
import { pillState } from "./Answer";
import classes from "./chat.module.css";
import { type AnswerLanguage, wordingOf } from "./wording";

/** One more than these is shown rather than hidden behind a button. */
const SHOWN = 4;

interface Props {
  sources: ChatSource[];
  patientId: Uuid;
  language: AnswerLanguage;
}

export function SourceList({ sources, patientId, language }: Props) {
  const words = wordingOf(language);
  const open = useOpenSource();
  const [isLong, setLong] = useState(sources.length > SHOWN + 1);
  const shown = isLong ? sources.slice(0, SHOWN) : sources;
  const hasUnconfirmed = sources.some((source) => pillState(source) === "unconfirmed");
  return (
    <div className={classes.sources}>
      <Text fz="sm" fw={560} mb={2}>
        {words.sources}
      </Text>
      <ol className={classes.sourceList} data-testid="sources">
        {shown.map((source, index) => {
          const target = toTarget(source, patientId);
          return (
            <li key={index}>
              <UnstyledButton
                className={classes.source}
                data-state={pillState(source)}
                disabled={!target}
                onClick={() => target && open(target)}
              >
                <span className={classes.sourceNumber}>{index + 1}</span>
                <SourceIcon type={source.type} size={15} />
                <span className={classes.sourceWords}>
                  <span className={classes.sourceName}>{describe(source)}</span>
                  {source.quote && <span className={classes.sourceQuote}>“{source.quote}”</span>}
                </span>
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
      {isLong && (
        <Button size="compact-sm" variant="subtle" mb={4} onClick={() => setLong(false)}>
          {words.showAll(sources.length)}
        </Button>
      )}
      {hasUnconfirmed && (
        <Text fz="xs" c="dimmed">
          {words.unconfirmed}
        </Text>
      )}
    </div>
  );
}
