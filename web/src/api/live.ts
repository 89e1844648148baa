/** Live changes of one chart: server-sent events first, polling when they fail, and the truth about which it is. */
import type { QueryClient } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { keys } from "./keys";
import type { Uuid } from "./types";

export type LiveState = "idle" | "live" | "polling" | "offline";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const EVENT_NAMES = ["message", "document", "proposal", "job", "chart", "observation", "timeline"] as const;

let streamState: "idle" | "live" | "polling" = "idle";
const listeners = new Set<() => void>();

function publish(next: typeof streamState): void {
  streamState = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => (navigator.onLine ? streamState : "offline"));
}

/** How often to ask while work is under way: rarely beside a live stream, often without one. */
export function pollingInterval(isBusy: boolean): number | false {
  if (!isBusy) return false;
  return streamState === "live" ? 10_000 : 2_000;
}

export interface LiveEvent {
  type?: string;
  id?: Uuid;
  status?: string;
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

function refresh(client: QueryClient, patientId: Uuid, event: LiveEvent): void {
  void client.invalidateQueries({ queryKey: keys.patient(patientId) });
  void client.invalidateQueries({ queryKey: keys.allProposals });
  if (event.type === "document" && event.id) {
    void client.invalidateQueries({ queryKey: keys.document(event.id) });
  }
}

/** Keep everything shown about this patient fresh while the page is open. */
export function useChartEvents(patientId: Uuid | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!patientId) return;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;

    const onEvent = (message: MessageEvent<string>): void => {
      const event = parseEvent(message.data);
      if (event) refresh(client, patientId, event);
    };
    const open = (): void => {
      source = new EventSource(`/api/v1/patients/${patientId}/events`);
      source.onopen = () => {
        // What happened while the line was down was not heard: ask again for everything on the screen.
        if (attempt > 0) refresh(client, patientId, {});
        attempt = 0;
        publish("live");
      };
      source.onerror = () => {
        publish("polling");
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(open, retryDelay(attempt));
        attempt += 1;
      };
      for (const name of EVENT_NAMES) source.addEventListener(name, onEvent as EventListener);
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
      publish("idle");
    };
  }, [client, patientId]);
}
