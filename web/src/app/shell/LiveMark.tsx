/** Whether what is on the screen is live, and what that means when it is not. */
import { Tooltip } from "@mantine/core";
import { type LiveState, useLiveState } from "@/api/live";
import classes from "./shell.module.css";

const WORDS: Record<LiveState, { label: string; help: string }> = {
  idle: { label: "Connected", help: "Connected. Pages refresh when you come back to them." },
  live: { label: "Live", help: "Live: changes to this patient appear by themselves." },
  polling: {
    label: "Reconnecting",
    help: "The live line is down. The page asks for news every few seconds instead.",
  },
  silent: {
    label: "No answer",
    help: "Salus does not answer. What you see may be out of date; the page catches up by itself.",
  },
  offline: { label: "Offline", help: "No connection. What you see may be out of date." },
};

export function LiveMark() {
  const state = useLiveState();
  const words = WORDS[state];
  return (
    <Tooltip label={words.help} multiline maw={260}>
      <span className={classes.live} data-state={state} role="status" tabIndex={0} data-testid="live-mark">
        <span className={classes.liveDot} aria-hidden />
        <span className={classes.liveWord}>{words.label}</span>
      </span>
    </Tooltip>
  );
}
