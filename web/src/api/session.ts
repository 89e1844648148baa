/** The browser's session: cookies that scripts cannot read, a CSRF header, one quiet refresh, and a clear end. */
import { networkError } from "./errors";
import { reach } from "./reach";

type Listener = () => void;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const REFRESH_URL = "/api/v1/auth/refresh";
/** Another tab's refresh younger than this counts as ours: refresh tokens may be good for one use only. */
const FRESH_MS = 5_000;
const REFRESHED_AT = "salus-refreshed-at";

let lost = false;
const listeners = new Set<Listener>();

export const sessionLost = {
  get: (): boolean => lost,
  set(value: boolean): void {
    if (lost === value) return;
    lost = value;
    for (const listener of listeners) listener();
  },
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function csrfToken(cookies: string = document.cookie): string | null {
  const match = /(?:^|;\s*)salus_csrf=([^;]+)/.exec(cookies);
  return match?.[1] ? decodeURIComponent(match[1]) : null;
}

export function unsafeHeaders(): Record<string, string> {
  const token = csrfToken();
  return token ? { "X-CSRF-Token": token } : {};
}

let refreshing: Promise<boolean> | null = null;

/** Renew the session once for all waiting requests of all tabs; false means that a person must sign in. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= inOneTab(postRefresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function postRefresh(): Promise<boolean> {
  const last = Number(localStorage.getItem(REFRESHED_AT) ?? 0);
  if (Date.now() - last < FRESH_MS) return true;
  const answer = await fetch(REFRESH_URL, { method: "POST", headers: unsafeHeaders() });
  if (answer.ok) localStorage.setItem(REFRESHED_AT, String(Date.now()));
  return answer.ok;
}

async function inOneTab(work: () => Promise<boolean>): Promise<boolean> {
  if (!("locks" in navigator)) return work();
  return navigator.locks.request("salus-refresh", work);
}

/** `fetch` with the session's rules; rejects only with an ApiError when there is no connection. */
export async function sessionFetch(request: Request): Promise<Response> {
  const send = async (): Promise<Response> => {
    const headers = new Headers(request.headers);
    if (!SAFE_METHODS.has(request.method)) {
      for (const [name, value] of Object.entries(unsafeHeaders())) headers.set(name, value);
    }
    const response = await fetch(new Request(request.clone(), { headers }));
    reach.answered();
    return response;
  };
  try {
    const first = await send();
    if (first.status !== 401 || request.url.includes("/api/v1/auth/")) return first;
    if (await refreshSession()) return await send();
    sessionLost.set(true);
    return first;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    reach.failed();
    throw networkError();
  }
}
