/** An answer: sentences, each with its sources; calm and unmistakable when it is urgent. */
import { Button, Skeleton, Stack, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconInfoCircle,
  IconRefresh,
  IconSparkles,
  IconStethoscope,
} from "@tabler/icons-react";
import type { ChatSource, Uuid } from "@/api/types";
import { ApiError, explain, NETWORK } from "@/api/errors";
import { Notice } from "@/components/Notice";
import { type PillState, SourcePill } from "@/components/source/SourcePill";
import { sentence as sentenceCase } from "@/lib/words";
import classes from "./chat.module.css";
import { SourceList } from "./SourceList";
import type { Turn } from "./thread-state";
import { Urgent } from "./Urgent";
import { wordingOf } from "./wording";

/** As the server names an answer that no language model worded. */
const OWN_WORDS = "record, word for word";

interface Props {
  turn: Turn;
  patientId: Uuid;
  isDoctor: boolean;
  onRetry: () => void;
}

export function pillState(source: ChatSource): PillState {
  return source.is_confirmed ? "confirmed" : "unconfirmed";
}

export function Answer({ turn, patientId, isDoctor, onRetry }: Props) {
  if (turn.state === "failed") return <Unanswered error={turn.error} onRetry={onRetry} />;
  if (turn.urgency === "emergency" || turn.urgency === "crisis") return <Urgent turn={turn} />;
  const isWaiting = turn.state === "asking" && turn.sentences.length === 0;
  return (
    <div className={classes.answer} data-testid="answer" data-state={turn.state} lang={turn.language}>
      {isWaiting && <Waiting />}
      <p className={classes.sentences}>
        {turn.sentences.map((sentence, index) => (
          <span key={index} className={classes.sentence} data-doubt={sentence.doubt ?? undefined}>
            {sentence.doubt && (
              <span className={classes.doubt}>
                <IconAlertTriangle size={14} aria-hidden /> {wordingOf(turn.language).doubt}:
              </span>
            )}
            {sentence.text}
            {sentence.citations.map((number) => {
              const source = turn.sources[number];
              return (
                source && (
                  <span key={number}>
                    {" "}
                    <SourcePill
                      source={source}
                      patientId={patientId}
                      state={pillState(source)}
                      number={number + 1}
                    >
                      {number + 1}
                    </SourcePill>
                  </span>
                )
              );
            })}{" "}
          </span>
        ))}
      </p>
      {turn.state === "stopped" && (
        <Text fz="sm" c="dimmed">
          {turn.sentences.length > 0
            ? "Stopped here."
            : "No answer was stored. Ask again if you still want to know."}
        </Text>
      )}
      {turn.state === "interrupted" && (
        <Notice
          tone="warning"
          title={wordingOf(turn.language).brokeOff}
          action={
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={onRetry}
            >
              Ask again
            </Button>
          }
        />
      )}
      {turn.state === "done" && <Closing turn={turn} patientId={patientId} isDoctor={isDoctor} />}
    </div>
  );
}

/** The line broke, or the server could not: the question is still there, and asking again costs one click. */
function Unanswered({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isLine = error instanceof ApiError && error.code === NETWORK;
  const words = explain(error);
  const canRetry = isLine || words.canRetry;
  return (
    <Notice
      tone="warning"
      urgent
      title={isLine ? "Not answered: the connection broke" : `Not answered: ${lowerFirst(words.title)}`}
      action={
        canRetry && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onRetry}
          >
            Ask again
          </Button>
        )
      }
    >
      {isLine ? "Your question is kept here. Ask it again when the connection is back." : words.detail}
    </Notice>
  );
}

function lowerFirst(words: string): string {
  return words.startsWith("Salus") ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

function Waiting() {
  return (
    <Stack gap={8} role="status">
      <span className="visually-hidden">Looking in the record</span>
      <Skeleton height={12} width="86%" />
      <Skeleton height={12} width="64%" />
    </Stack>
  );
}

/** Who worded the answer, and whether anything left the clinic for it. */
function Author({ turn }: { turn: Turn }) {
  const words = wordingOf(turn.language);
  if (!turn.papers) return null;
  const { model, version, inputs_digest: digest, trouble, is_outside: isOutside } = turn.papers;
  const isModel = model !== OWN_WORDS;
  return (
    <Text fz="xs" c="dimmed" data-testid="answer-author" title={`${version}, inputs ${digest.slice(0, 12)}`}>
      {isModel && !trouble && <IconSparkles size={13} aria-hidden className={classes.spark} />}
      {isModel && !trouble ? words.wordedBy(model) : isModel ? `${model}.` : words.ownWords}
      {isOutside && ` ${words.outside}`}
    </Text>
  );
}

function Closing({ turn, patientId, isDoctor }: { turn: Turn; patientId: Uuid; isDoctor: boolean }) {
  const stats = Object.entries(turn.stats ?? {}).filter(([, value]) => typeof value === "number");
  return (
    <>
      {turn.requiresDoctor && !isDoctor && (
        <p className={classes.doctor}>
          <IconStethoscope size={18} aria-hidden />
          {wordingOf(turn.language).doctor}
        </p>
      )}
      {turn.notice && (
        <p className={classes.note} role="note" data-testid="answer-note">
          <IconInfoCircle size={16} aria-hidden />
          {turn.notice}
        </p>
      )}
      {turn.sources.length > 0 && (
        <SourceList sources={turn.sources} patientId={patientId} language={turn.language} />
      )}
      <Author turn={turn} />
      {isDoctor && stats.length > 0 && (
        <Text fz="xs" c="dimmed">
          {stats.map(([name, value]) => `${sentenceCase(name)} ${value}`).join(" · ")}
        </Text>
      )}
    </>
  );
}
