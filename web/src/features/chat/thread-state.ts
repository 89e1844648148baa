/** A conversation as a list of turns, and how each piece of an answer changes it. Pure. */
import type {
  ChatAnswer,
  ChatMessage,
  ChatSentence,
  ChatSource,
  PatientStats,
  StoredAnswer,
  Urgency,
  Uuid,
} from "@/api/types";
import type { AnswerPiece } from "./ask";
import type { AnswerLanguage } from "./wording";

export type TurnState = "asking" | "streaming" | "done" | "stopped" | "interrupted" | "failed";

export interface Turn {
  id: string;
  question: string;
  state: TurnState;
  sentences: ChatSentence[];
  sources: ChatSource[];
  urgency: Urgency;
  requiresDoctor: boolean;
  notice: string | null;
  papers: StoredAnswer["papers"];
  language: AnswerLanguage;
  stats: PatientStats | null;
  error: unknown;
}

export interface Thread {
  conversationId: Uuid | null;
  turns: readonly Turn[];
}

export type ThreadEvent =
  | { type: "asked"; id: string; question: string; replaces?: string }
  | { type: "piece"; id: string; piece: AnswerPiece }
  | { type: "stopped"; id: string }
  | { type: "failed"; id: string; error: unknown };

export const emptyThread: Thread = { conversationId: null, turns: [] };

export function threadReducer(thread: Thread, event: ThreadEvent): Thread {
  switch (event.type) {
    case "asked":
      // A question that failed and is asked again stands there once.
      return {
        ...thread,
        turns: [
          ...thread.turns.filter((turn) => turn.id !== event.replaces),
          newTurn(event.id, event.question),
        ],
      };
    case "stopped":
      return change(thread, event.id, { state: "stopped" });
    case "failed":
      return change(thread, event.id, { state: "failed", error: event.error });
    case "piece":
      return addPiece(thread, event.id, event.piece);
  }
}

function addPiece(thread: Thread, id: string, piece: AnswerPiece): Thread {
  const turn = thread.turns.find((one) => one.id === id);
  if (!turn) return thread;
  switch (piece.kind) {
    case "conversation":
      return { ...thread, conversationId: piece.conversationId };
    case "source":
      return change(thread, id, {
        state: "streaming",
        sources: withSource(turn.sources, piece.index, piece.source),
      });
    case "sentence":
      return change(thread, id, { state: "streaming", sentences: [...turn.sentences, piece.sentence] });
    case "interrupted":
      return change(thread, id, { state: "interrupted" });
    case "done":
      // The last piece is the whole answer: it wins over what was heard on the way.
      return {
        ...change(thread, id, { ...fromAnswer(piece.answer), state: "done" }),
        conversationId: piece.answer.conversation_id,
      };
  }
}

/** Sources come in the order in which they are cited; each has its own place in the list. */
function withSource(sources: readonly ChatSource[], index: number, source: ChatSource): ChatSource[] {
  const next = [...sources];
  next[index] = source;
  return next;
}

function change(thread: Thread, id: string, part: Partial<Turn>): Thread {
  return { ...thread, turns: thread.turns.map((turn) => (turn.id === id ? { ...turn, ...part } : turn)) };
}

function newTurn(id: string, question: string): Turn {
  return {
    id,
    question,
    state: "asking",
    sentences: [],
    sources: [],
    urgency: null,
    requiresDoctor: false,
    notice: null,
    papers: null,
    language: "en",
    stats: null,
    error: null,
  };
}

function fromAnswer(answer: StoredAnswer | ChatAnswer): Partial<Turn> {
  return {
    // An answer that broke off before its first sentence has no words at all.
    sentences:
      answer.sentences.length > 0 || !answer.response
        ? answer.sentences
        : [{ text: answer.response, citations: [] }],
    sources: answer.sources,
    urgency: answer.urgency,
    requiresDoctor: answer.requires_doctor_consultation,
    notice: answer.notice,
    papers: answer.papers,
    language: answer.language,
    stats: "patient_summary_stats" in answer ? answer.patient_summary_stats : null,
  };
}

/** A stored conversation as turns: each question with the answer that follows it. */
export function toTurns(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === "user") {
      turns.push({ ...newTurn(message.id, message.text), state: "stopped" });
      continue;
    }
    const last = turns[turns.length - 1];
    if (!last) continue;
    const answered = message.answer
      ? fromAnswer(message.answer)
      : { sentences: [{ text: message.text, citations: [] }] };
    const state = message.state === "complete" ? "done" : "interrupted";
    turns[turns.length - 1] = { ...last, ...answered, state };
  }
  return turns;
}
