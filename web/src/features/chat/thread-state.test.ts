import { expect, test } from "vitest";
import type { ChatAnswer, ChatSource } from "@/api/types";
import { toPiece } from "./ask";
import { emptyThread, threadReducer, toTurns } from "./thread-state";

const source = (label: string) => ({ type: "document", label }) as ChatSource;

const answer: ChatAnswer = {
  response: "Ferritin was 11.",
  sentences: [{ text: "Ferritin was 11.", citations: [0] }],
  sources: [source("Lab report")],
  language: "en",
  conversation_id: "c1",
  message_id: "m1",
  requires_doctor_consultation: false,
  urgency: null,
  notice: null,
  papers: null,
};

test("an answer grows sentence by sentence and ends as the server's whole", () => {
  let thread = threadReducer(emptyThread, { type: "asked", id: "t", question: "Ferritin?" });
  expect(thread.turns[0]?.state).toBe("asking");
  thread = threadReducer(thread, {
    type: "piece",
    id: "t",
    piece: { kind: "sentence", sentence: { text: "Ferr", citations: [] } },
  });
  expect(thread.turns[0]?.state).toBe("streaming");
  thread = threadReducer(thread, { type: "piece", id: "t", piece: { kind: "done", answer } });
  expect(thread.turns[0]?.sentences).toEqual(answer.sentences);
  expect(thread.conversationId).toBe("c1");
});

test("an answer that was stopped keeps what was heard", () => {
  let thread = threadReducer(emptyThread, { type: "asked", id: "t", question: "?" });
  thread = threadReducer(thread, {
    type: "piece",
    id: "t",
    piece: { kind: "sentence", sentence: { text: "One.", citations: [] } },
  });
  thread = threadReducer(thread, { type: "stopped", id: "t" });
  expect(thread.turns[0]).toMatchObject({ state: "stopped", sentences: [{ text: "One." }] });
});

test("a stored conversation becomes the same turns", () => {
  const turns = toTurns([
    {
      id: "1",
      role: "user",
      text: "Ferritin?",
      created_at: "2026-11-21T08:00:00Z",
      answer: null,
      state: "complete",
    },
    {
      id: "2",
      role: "assistant",
      text: "Ferritin was 11.",
      created_at: "2026-11-21T08:00:01Z",
      answer,
      state: "complete",
    },
  ]);
  expect(turns).toHaveLength(1);
  expect(turns[0]).toMatchObject({ question: "Ferritin?", state: "done", sources: answer.sources });
});

test("an answer that broke off keeps what was said and says so", () => {
  let thread = threadReducer(emptyThread, { type: "asked", id: "t", question: "?" });
  const said = { text: "One.", citations: [] };
  thread = threadReducer(thread, { type: "piece", id: "t", piece: { kind: "sentence", sentence: said } });
  thread = threadReducer(thread, { type: "piece", id: "t", piece: { kind: "interrupted" } });
  expect(thread.turns[0]).toMatchObject({ state: "interrupted", sentences: [{ text: "One." }] });
  const stored = toTurns([
    { id: "1", role: "user", text: "?", created_at: "2026-11-21T08:00:00Z", answer: null, state: "complete" },
    {
      id: "2",
      role: "assistant",
      text: "",
      created_at: "2026-11-21T08:00:01Z",
      answer,
      state: "interrupted",
    },
  ]);
  expect(stored[0]?.state).toBe("interrupted");
});

test("an error inside the stream is an error, not an answer", () => {
  expect(() =>
    toPiece("error", '{"code":"ENGINE_UNAVAILABLE","message":"The database cannot be reached."}'),
  ).toThrow("database");
  expect(toPiece("ping", "{}")).toBeNull();
});

test("a source stands in its own place, whichever is cited first", () => {
  let thread = threadReducer(emptyThread, { type: "asked", id: "t", question: "?" });
  const late = source("second");
  thread = threadReducer(thread, {
    type: "piece",
    id: "t",
    piece: { kind: "source", index: 1, source: late },
  });
  expect(thread.turns[0]?.sources[1]).toBe(late);
  expect(thread.turns[0]?.sources[0]).toBeUndefined();
});

test("a question that failed and is asked again stands there once", () => {
  let thread = threadReducer(emptyThread, { type: "asked", id: "a", question: "Ferritin?" });
  thread = threadReducer(thread, { type: "failed", id: "a", error: null });
  thread = threadReducer(thread, { type: "asked", id: "b", question: "Ferritin?", replaces: "a" });
  expect(thread.turns.map((turn) => [turn.id, turn.state])).toEqual([["b", "asking"]]);
});
