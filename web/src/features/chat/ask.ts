/** Ask, and hear the answer sentence by sentence. */
import { api, toApiError } from "@/api/client";
import { ApiError, NETWORK } from "@/api/errors";
import { readEvents } from "@/api/stream";
import type { ChatAnswer, ChatSentence, ChatSource, Uuid } from "@/api/types";

export interface Question {
  /** A doctor asks about a patient; a patient asks about himself. */
  doctorId: Uuid | null;
  patientId: Uuid;
  message: string;
  conversationId: Uuid | null;
}

export type AnswerPiece =
  | { kind: "conversation"; conversationId: Uuid }
  | { kind: "source"; index: number; source: ChatSource }
  | { kind: "sentence"; sentence: ChatSentence }
  | { kind: "done"; answer: ChatAnswer }
  | { kind: "interrupted" };

/** How often a lost connection is taken up again, and how long each time is waited [ms]. */
const COMEBACKS_MS = [500, 1500, 4000];

export async function* ask(question: Question, signal: AbortSignal): AsyncGenerator<AnswerPiece> {
  const { data, error, response } = await send(question, signal);
  if (!response.ok) throw toApiError(response.status, error);
  // A server that does not stream answers in one piece.
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const whole = await new Response(data ?? null).json();
    yield { kind: "done", answer: (whole as { data: ChatAnswer }).data };
    return;
  }
  yield* untilDone(data ?? null, signal);
}

/** The pieces of a stream; where it breaks off before its end, the rest is fetched from behind what arrived. */
async function* untilDone(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece> {
  let stream = body;
  let place: { conversation: Uuid; answer: Uuid } | null = null;
  let arrived = "";
  for (let comebacks = 0; ;) {
    try {
      for await (const event of readEvents(stream)) {
        arrived = event.id || arrived;
        if (event.event === "conversation") place = placeOf(event.data);
        const piece = toPiece(event.event, event.data);
        if (!piece) continue;
        yield piece;
        if (piece.kind === "done" || piece.kind === "interrupted") return;
      }
    } catch (error) {
      if (error instanceof ApiError || signal.aborted) throw error;
    }
    const wait = COMEBACKS_MS[comebacks++];
    if (!place || wait === undefined) throw new ApiError(0, NETWORK, "");
    await new Promise((resolve) => setTimeout(resolve, wait));
    stream = await follow(place, arrived, signal);
  }
}

async function follow(
  { conversation, answer }: { conversation: Uuid; answer: Uuid },
  arrived: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | null> {
  const { data, error, response } = await api.GET(
    "/api/v1/conversations/{resource_id}/answers/{answer_id}/events",
    {
      params: { path: { resource_id: conversation, answer_id: answer } },
      headers: { Accept: "text/event-stream", "Last-Event-ID": arrived },
      parseAs: "stream",
      signal,
    },
  );
  if (!response.ok) throw toApiError(response.status, error);
  return data ?? null;
}

function placeOf(data: string): { conversation: Uuid; answer: Uuid } {
  const value = JSON.parse(data) as { conversation_id: Uuid; message_id: Uuid };
  return { conversation: value.conversation_id, answer: value.message_id };
}

function send(question: Question, signal: AbortSignal) {
  const { message, conversationId: conversation_id, doctorId, patientId } = question;
  const how = { signal, parseAs: "stream", headers: { Accept: "text/event-stream" } } as const;
  return doctorId
    ? api.POST("/api/v1/doctors/{doctor_uuid}/chat", {
        params: { path: { doctor_uuid: doctorId } },
        body: { patient_uuid: patientId, message, conversation_id },
        ...how,
      })
    : api.POST("/api/v1/patients/{patient_uuid}/chat", {
        params: { path: { patient_uuid: patientId } },
        body: { message, conversation_id },
        ...how,
      });
}

export function toPiece(event: string, data: string): AnswerPiece | null {
  const value = JSON.parse(data) as Record<string, unknown>;
  switch (event) {
    case "conversation":
      return { kind: "conversation", conversationId: String(value.conversation_id) };
    case "source":
      return { kind: "source", index: Number(value.index), source: value as unknown as ChatSource };
    case "sentence":
      return { kind: "sentence", sentence: value as unknown as ChatSentence };
    case "done":
      return { kind: "done", answer: value as unknown as ChatAnswer };
    case "interrupted":
      return { kind: "interrupted" };
    case "error": {
      const error = value as { code?: string; message?: string };
      throw new ApiError(500, error.code ?? "INTERNAL", error.message ?? "");
    }
    default:
      return null;
  }
}
