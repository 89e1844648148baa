import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "@/api/client";
import { type AnswerPiece, ask } from "./ask";

const question = { doctorId: null, patientId: "p1", message: "Ferritin?", conversationId: null };
const FOLLOW = "/api/v1/conversations/{resource_id}/answers/{answer_id}/events";

const opening = 'id: m1:0\nevent: conversation\ndata: {"conversation_id":"c1","message_id":"m1"}\n\n';
const sentence = (number: number) =>
  `id: m1:${number}\nevent: sentence\ndata: {"index":${number - 1},"text":"${number}","citations":[]}\n\n`;

function streamOf(text: string) {
  const response = new Response(text, { headers: { "content-type": "text/event-stream" } });
  return { data: response.body, response } as never;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function heard(): Promise<AnswerPiece[]> {
  const pieces: AnswerPiece[] = [];
  const all = (async () => {
    for await (const piece of ask(question, new AbortController().signal)) pieces.push(piece);
    return true;
  })();
  while (!(await Promise.race([all, vi.advanceTimersByTimeAsync(5000).then(() => false)])));
  return pieces;
}

test("a stream that breaks off is taken up behind the last sentence that arrived", async () => {
  vi.spyOn(api, "POST").mockResolvedValue(streamOf(opening + sentence(1)));
  const done = 'event: done\ndata: {"conversation_id":"c1"}\n\n';
  const follow = vi.spyOn(api, "GET").mockResolvedValue(streamOf(opening + sentence(2) + done));
  const kinds = (await heard()).map((piece) => piece.kind);
  expect(kinds).toEqual(["conversation", "sentence", "conversation", "sentence", "done"]);
  expect(follow).toHaveBeenCalledExactlyOnceWith(
    FOLLOW,
    expect.objectContaining({
      params: { path: { resource_id: "c1", answer_id: "m1" } },
      headers: expect.objectContaining({ "Last-Event-ID": "m1:1" }) as object,
    }),
  );
});

test("an answer that was interrupted for good is not asked for again", async () => {
  const broken = `${opening}${sentence(1)}event: interrupted\ndata: {}\n\n`;
  vi.spyOn(api, "POST").mockResolvedValue(streamOf(broken));
  const follow = vi.spyOn(api, "GET");
  expect((await heard()).at(-1)?.kind).toBe("interrupted");
  expect(follow).not.toHaveBeenCalled();
});
