/** The box to ask in. Enter sends, Shift and Enter makes a new line. */
import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { SafetyNotice } from "@/components/SafetyNotice";
import classes from "./chat.module.css";

const LONGEST = 4000;

interface Props {
  isDoctor: boolean;
  isAnswering: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

export function Composer({ isDoctor, isAnswering, onSend, onStop }: Props) {
  const [text, setText] = useState("");
  const tooLong = text.trim().length - LONGEST;
  const send = (): void => {
    const message = text.trim();
    if (!message || isAnswering || tooLong > 0) return;
    setText("");
    onSend(message);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={classes.box}>
        <Textarea
          aria-label={isDoctor ? "Ask about this patient" : "Ask about your record"}
          placeholder={isDoctor ? "Ask about this patient" : "Ask about your record"}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          minRows={1}
          maxRows={6}
          aria-invalid={tooLong > 0 || undefined}
          aria-describedby={tooLong > 0 ? "question-too-long" : undefined}
          variant="unstyled"
          className={classes.input}
          data-testid="chat-input"
        />
        {isAnswering ? (
          <ActionIcon
            size={36}
            radius="xl"
            variant="filled"
            color="gray"
            aria-label="Stop the answer"
            onClick={onStop}
          >
            <IconPlayerStopFilled size={16} aria-hidden />
          </ActionIcon>
        ) : (
          <ActionIcon
            size={36}
            radius="xl"
            variant="filled"
            color="teal"
            type="submit"
            aria-label="Ask"
            disabled={!text.trim() || tooLong > 0}
          >
            <IconArrowUp size={20} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {tooLong > 0 && (
        <Text id="question-too-long" role="status" fz="sm" c="var(--salus-critical)" ta="center" mt={6}>
          {tooLong} characters too long for a question. Shorten it, or add the text as a document.
        </Text>
      )}
      <SafetyNotice ta="center" mt={6} />
    </form>
  );
}
