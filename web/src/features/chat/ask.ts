/** Ask, and hear the answer sentence by sentence. */
import { request, unwrap } from "@/api/client";
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
  | { kind: "source"; source: ChatSource }
  | { kind: "sentence"; sentence: ChatSentence }
  | { kind: "done"; answer: ChatAnswer };

export async function* ask(question: Question, signal: AbortSignal): AsyncGenerator<AnswerPiece> {
  const response = await request("POST", pathOf(question), {
    accept: "text/event-stream",
    signal,
    body: {
      message: question.message,
      conversation_id: question.conversationId,
      ...(question.doctorId ? { patient_uuid: question.patientId } : {}),
    },
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  if (!response.ok || !isStream) {
    yield { kind: "done", answer: await unwrap<ChatAnswer>(response) };
    return;
  }
  for await (const event of readEvents(response)) {
    const piece = toPiece(event.event, event.data);
    if (piece) yield piece;
  }
}

function pathOf(question: Question): string {
  return question.doctorId ? `/doctors/${question.doctorId}/chat` : `/patients/${question.patientId}/chat`;
}

export function toPiece(event: string, data: string): AnswerPiece | null {
  const value = JSON.parse(data) as Record<string, unknown>;
  switch (event) {
    case "conversation":
      return { kind: "conversation", conversationId: String(value.conversation_id) };
    case "source":
      return { kind: "source", source: value as unknown as ChatSource };
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
