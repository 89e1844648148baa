/** The box to ask in. Enter sends, Shift and Enter makes a new line. */
import { ActionIcon, Textarea } from "@mantine/core";
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
  const send = (): void => {
    const message = text.trim();
    if (!message || isAnswering) return;
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
          placeholder={isDoctor ? "Ask about this patient" : "Ask about your results, medicines or documents"}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          minRows={1}
          maxRows={6}
          maxLength={LONGEST}
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
            disabled={!text.trim()}
          >
            <IconArrowUp size={20} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <SafetyNotice ta="center" mt={6} />
    </form>
  );
}
