/** Ask, and hear the answer sentence by sentence. */
import { api, toApiError } from "@/api/client";
import { ApiError } from "@/api/errors";
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
  | { kind: "done"; answer: ChatAnswer };

export async function* ask(question: Question, signal: AbortSignal): AsyncGenerator<AnswerPiece> {
  const { data, error, response } = await send(question, signal);
  if (!response.ok) throw toApiError(response.status, error);
  // A server that does not stream answers in one piece.
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const whole = await new Response(data ?? null).json();
    yield { kind: "done", answer: (whole as { data: ChatAnswer }).data };
    return;
  }
  for await (const event of readEvents(data ?? null)) {
    const piece = toPiece(event.event, event.data);
    if (piece) yield piece;
  }
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
    case "error": {
      const error = value as { code?: string; message?: string };
      throw new ApiError(500, error.code ?? "INTERNAL", error.message ?? "");
    }
    default:
      return null;
  }
}
