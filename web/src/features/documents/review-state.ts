/** The state of a sitting of review and how each event changes it. Pure. */
import type { Proposal, Uuid } from "@/api/types";

export interface ReviewState {
  selectedId: Uuid | null;
  editing: boolean;
  /** The newest answer of the server for each proposal that was touched here. */
  decided: Record<Uuid, Proposal>;
  sending: readonly Uuid[];
  errors: Record<Uuid, string>;
  /** Decisions to take back, newest last; accepting all green ones is one entry. */
  history: readonly (readonly Uuid[])[];
}

export type ReviewEvent =
  | { type: "select"; id: Uuid }
  | { type: "edit"; on: boolean }
  | { type: "sending"; id: Uuid }
  | { type: "answered"; proposal: Proposal }
  | { type: "failed"; id: Uuid; message: string }
  | { type: "remember"; ids: readonly Uuid[] }
  | { type: "forget" };

export const initialReview: ReviewState = {
  selectedId: null,
  editing: false,
  decided: {},
  sending: [],
  errors: {},
  history: [],
};

export function reviewReducer(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.type) {
    case "select":
      return { ...state, selectedId: event.id, editing: false };
    case "edit":
      return { ...state, editing: event.on };
    case "sending":
      return { ...state, sending: [...state.sending, event.id], errors: without(state.errors, event.id) };
    case "answered": {
      const { proposal } = event;
      return {
        ...state,
        editing: false,
        sending: state.sending.filter((id) => id !== proposal.id),
        decided: { ...state.decided, [proposal.id]: proposal },
      };
    }
    case "failed":
      return {
        ...state,
        sending: state.sending.filter((id) => id !== event.id),
        errors: { ...state.errors, [event.id]: event.message },
      };
    case "remember":
      return event.ids.length === 0 ? state : { ...state, history: [...state.history, event.ids] };
    case "forget":
      return { ...state, history: state.history.slice(0, -1) };
  }
}

function without(errors: Record<Uuid, string>, id: Uuid): Record<Uuid, string> {
  const { [id]: _gone, ...rest } = errors;
  return rest;
}

/** The next one that waits after `id`, or the first one when there is none behind it. */
export function nextWaiting(items: readonly Proposal[], id: Uuid | null): Proposal | null {
  const start = items.findIndex((one) => one.id === id);
  const waits = (one: Proposal): boolean => one.status === "proposed" && one.id !== id;
  return items.slice(start + 1).find(waits) ?? items.find(waits) ?? null;
}
