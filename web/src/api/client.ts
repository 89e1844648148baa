/** One door to the API: sends, unwraps the envelope, and turns every failure into an ApiError. */
import { ApiError, UNREADABLE } from "./errors";
import { sessionFetch } from "./session";

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  body?: unknown;
  accept?: string;
  signal?: AbortSignal;
}

export const ROOT = "/api/v1";

export function url(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parts.set(name, String(value));
  }
  const tail = parts.toString();
  return `${ROOT}${path}${tail ? `?${tail}` : ""}`;
}

export async function request(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: options.accept ?? "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  // A retry after a lost answer must find the first write instead of making a second one.
  if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
  return sessionFetch(
    new Request(new URL(url(path, options.query), location.origin), {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    }),
  );
}

export async function unwrap<T>(response: Response): Promise<T> {
  const text = await response.text();
  return unwrapText<T>(response.status, text);
}

export function unwrapText<T>(status: number, text: string): T {
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    throw new ApiError(status, status >= 500 ? "INTERNAL" : UNREADABLE, "");
  }
  const envelope = (body ?? {}) as {
    status?: string;
    data?: T;
    error?: { code?: string; message?: string; details?: Record<string, unknown> };
    metadata?: { request_id?: string };
  };
  if (status >= 400 || envelope.status === "error") {
    const error = envelope.error ?? {};
    throw new ApiError(
      status,
      error.code ?? "UNKNOWN",
      error.message ?? "",
      error.details ?? {},
      envelope.metadata?.request_id ?? null,
    );
  }
  return (envelope.status === "accepted" ? envelope : envelope.data) as T;
}

const send =
  (method: string) =>
  async <T>(path: string, options: Options = {}): Promise<T> =>
    unwrap<T>(await request(method, path, options));

export const api = { get: send("GET"), post: send("POST"), put: send("PUT"), delete: send("DELETE") };
