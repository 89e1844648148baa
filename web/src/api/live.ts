/** Live changes of one chart: server-sent events first, polling when they fail, and the truth about which it is. */
import type { QueryClient } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { affected, type LiveEvent, type Stale } from "./affected";
import { reach } from "./reach";
import type { Uuid } from "./types";

export type LiveState = "idle" | "live" | "polling" | "silent" | "offline";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Notices come in bursts (eighty findings accepted at once); they are answered together. */
const TOGETHER_MS = 400;

let streamState: "idle" | "live" | "polling" = "idle";
const listeners = new Set<() => void>();

function publish(next: typeof streamState): void {
  streamState = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const leave = reach.subscribe(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    leave();
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => {
    if (!navigator.onLine) return "offline";
    return reach.get() ? streamState : "silent";
  });
}

/** How often to ask while work is under way: rarely beside a live stream, often without one. */
export function pollingInterval(isBusy: boolean): number | false {
  if (!isBusy) return false;
  return streamState === "live" ? 10_000 : 2_000;
}

export function parseEvent(data: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return value !== null && typeof value === "object" ? (value as LiveEvent) : null;
  } catch {
    return null;
  }
}

/** Doubling waits with an upper end, so that a restarted server is not met by a storm. */
export function retryDelay(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS);
}

/** Gather stale answers for a moment, then read each of them again once. */
function gatherer(client: QueryClient): { add: (stale: Stale[]) => void; stop: () => void } {
  const waiting = new Map<string, Stale>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    for (const { key, exact } of waiting.values()) void client.invalidateQueries({ queryKey: key, exact });
    waiting.clear();
    timer = undefined;
  };
  return {
    add: (stale) => {
      for (const one of stale) waiting.set(JSON.stringify(one), one);
      if (stale.length > 0) timer ??= setTimeout(flush, TOGETHER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Keep everything shown about this patient fresh while the page is open. */
export function useChartEvents(patientId: Uuid | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!patientId) return;
    const gathered = gatherer(client);
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;

    const open = (): void => {
      source = new EventSource(`/api/v1/patients/${patientId}/events`);
      source.onopen = () => {
        // What happened while the line was down was not heard: ask again for everything on the screen.
        if (attempt > 0) gathered.add(affected(patientId, {}));
        attempt = 0;
        publish("live");
      };
      source.onerror = () => {
        publish("polling");
        attempt += 1;
        // The browser tries again by itself unless the server refused; then it is for us, with patience.
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, retryDelay(attempt));
      };
      source.onmessage = (message: MessageEvent<string>) => {
        const event = parseEvent(message.data);
        if (event) gathered.add(affected(patientId, event));
      };
    };
    open();
    return () => {
      gathered.stop();
      clearTimeout(timer);
      source?.close();
      publish("idle");
    };
  }, [client, patientId]);
}
