/** One door to the API: the generated client, the session's rules, and every failure as an ApiError. */
import createClient from "openapi-fetch";
import { ApiError, UNREADABLE } from "./errors";
import type { paths } from "./generated";
import { sessionFetch } from "./session";
import type { Box } from "./types";

export const api = createClient<paths>({ fetch: sessionFetch });

api.use({
  onRequest({ request }) {
    // A retry after a lost answer must find the first write instead of making a second one.
    if (request.method === "POST") request.headers.set("Idempotency-Key", crypto.randomUUID());
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** openapi-fetch widens fixed-length arrays to plain ones; boxes of a page have four numbers again. */
export type Boxed<T> = T extends (infer Item)[]
  ? Boxed<Item>[]
  : T extends object
    ? { [Key in keyof T]: Key extends "box" | "b" ? Box | Extract<T[Key], null> : Boxed<T[Key]> }
    : T;

/** What the envelope holds. */
export async function dataOf<T extends { data: unknown }>(
  call: Promise<Answer<T>>,
): Promise<Boxed<T["data"]>> {
  return (await answerOf(call)).data as Boxed<T["data"]>;
}

/** The whole answer, for the few that are no envelope with data. */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch(unreadable);
  if (!response.ok || error !== undefined) throw toApiError(response.status, error);
  return data as T;
}

function unreadable(error: unknown): never {
  // A proxy's page or a cut-off answer is not JSON.
  throw error instanceof SyntaxError ? new ApiError(0, UNREADABLE, "") : error;
}

/** The failure envelope as an error; anything else that failed keeps at least its status. */
export function toApiError(status: number, body: unknown): ApiError {
  const failure = (body !== null && typeof body === "object" ? body : {}) as {
    error?: { code?: string; message?: string; details?: Record<string, unknown> };
    metadata?: { request_id?: string };
  };
  return new ApiError(
    status,
    failure.error?.code ?? (status >= 500 ? "INTERNAL" : UNREADABLE),
    failure.error?.message ?? "",
    failure.error?.details ?? {},
    failure.metadata?.request_id ?? null,
  );
}

/** The body of an answer that was not asked for through the generated client. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  return toApiError(response.status, body);
}
