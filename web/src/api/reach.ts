/** Whether Salus answers at all. A failed request starts a quiet knocking; the first answer wakes what had failed. */

type Listener = (answers: boolean) => void;

const KNOCK_URL = "/health/live";
const FIRST_KNOCK_MS = 2_000;
const LONGEST_KNOCK_MS = 10_000;

let answers = true;
const listeners = new Set<Listener>();

/** Doubling waits with an upper end: a restarted server is met soon, and not by a storm. */
export function knockDelay(attempt: number): number {
  return Math.min(FIRST_KNOCK_MS * 2 ** attempt, LONGEST_KNOCK_MS);
}

export const reach = {
  get: (): boolean => answers,
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Something was answered, be it a refusal. */
  answered: (): void => set(true),
  /** Nobody answered; from here on this side knocks until somebody does. */
  failed(): void {
    if (!answers) return;
    set(false);
    knockLater(0);
  },
};

function set(next: boolean): void {
  if (answers === next) return;
  answers = next;
  for (const listener of listeners) listener(next);
}

function knockLater(attempt: number): void {
  setTimeout(() => {
    if (answers) return;
    fetch(KNOCK_URL, { cache: "no-store" }).then(
      (response) => (response.ok ? set(true) : knockLater(attempt + 1)),
      () => knockLater(attempt + 1),
    );
  }, knockDelay(attempt));
}
