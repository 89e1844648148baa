/** A conversation: what was asked, what was answered with its sources, and the box to ask on. */
import { Spoiler, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { Uuid } from "@/api/types";
import { Answer } from "./Answer";
import classes from "./chat.module.css";
import { Composer } from "./Composer";
import { Starters } from "./Starters";
import type { Thread } from "./thread-state";
import { useThread } from "./useThread";

const LONGEST_QUESTION_PX = 168;

interface Props {
  doctorId: Uuid | null;
  patientId: Uuid;
  initial: Thread;
  firstQuestion?: string | null;
  onConversation?: (conversationId: Uuid) => void;
  header?: ReactNode;
}

export function ChatThread({
  doctorId,
  patientId,
  initial,
  firstQuestion = null,
  onConversation,
  header,
}: Props) {
  const { thread, isAnswering, send, stop } = useThread({ doctorId, patientId, initial, onConversation });
  const newest = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  const count = thread.turns.length;
  // The question goes to the top and the answer grows under it, so that reading starts at the beginning.
  useEffect(() => {
    if (count > 0) newest.current?.scrollIntoView({ block: "start" });
  }, [count]);
  useEffect(() => {
    if (!firstQuestion || asked.current) return;
    asked.current = true;
    void send(firstQuestion);
  }, [firstQuestion, send]);
  return (
    <div className={classes.chat}>
      {header}
      <div className={classes.scroll} role="log" aria-label="Conversation" tabIndex={0}>
        <Stack gap="lg" className={classes.turns}>
          {thread.turns.length === 0 && (
            <Starters isDoctor={doctorId !== null} onAsk={(text) => void send(text)} />
          )}
          {thread.turns.map((turn, index) => (
            <div key={turn.id} className={classes.turn} ref={index === count - 1 ? newest : undefined}>
              <Question text={turn.question} />
              <Answer
                turn={turn}
                patientId={patientId}
                isDoctor={doctorId !== null}
                onRetry={() => void send(turn.question, turn.id)}
              />
            </div>
          ))}
        </Stack>
      </div>
      <Composer
        isDoctor={doctorId !== null}
        isAnswering={isAnswering}
        onSend={(text) => void send(text)}
        onStop={stop}
      />
    </div>
  );
}

/** A very long question is folded, so that its answer stays in sight. */
function Question({ text }: { text: string }) {
  return (
    <div className={classes.question}>
      <span className="visually-hidden">You asked: </span>
      <Spoiler maxHeight={LONGEST_QUESTION_PX} showLabel="Show all of it" hideLabel="Show less">
        {text}
      </Spoiler>
    </div>
  );
}
