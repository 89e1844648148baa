/** The state of a sitting of review and how each event changes it. Pure. */
import type { Proposal, Uuid } from "@/api/types";
import type { Fact } from "./decide";
import { inReadingOrder } from "./reading-order";

export interface ReviewState {
  selectedId: Uuid | null;
  editing: boolean;
  /** Everything that this sitting has shown: what somebody else decides does not vanish under the hand. */
  known: Record<Uuid, Proposal>;
  /** The newest answer of the server for each proposal that was touched here. */
  decided: Record<Uuid, Proposal>;
  sending: readonly Uuid[];
  errors: Record<Uuid, string>;
  /** Those where somebody was faster, each with the correction that was to be written: a person compares first. */
  contested: Record<Uuid, Fact | null>;
  /** Decisions to take back, newest last; accepting all green ones is one entry. */
  history: readonly (readonly Uuid[])[];
}

export type ReviewEvent =
  | { type: "arrived"; items: readonly Proposal[]; first: Uuid | null }
  | { type: "select"; id: Uuid }
  | { type: "edit"; on: boolean }
  | { type: "sending"; id: Uuid }
  | { type: "answered"; proposal: Proposal }
  | { type: "contested"; id: Uuid; correction: Fact | null }
  | { type: "looked"; proposal: Proposal; message: string | null }
  | { type: "failed"; id: Uuid; message: string }
  | { type: "remember"; ids: readonly Uuid[] }
  | { type: "forget" };

export const initialReview: ReviewState = {
  selectedId: null,
  editing: false,
  known: {},
  decided: {},
  sending: [],
  errors: {},
  contested: {},
  history: [],
};

export function reviewReducer(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.type) {
    case "arrived": {
      const known = { ...state.known };
      for (const one of event.items) known[one.id] = one;
      // Chosen once and kept: a newer document that is read meanwhile must not push another finding under the hand.
      return { ...state, known, selectedId: state.selectedId ?? event.first };
    }
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
        contested: without(state.contested, proposal.id),
        decided: { ...state.decided, [proposal.id]: proposal },
      };
    }
    case "contested":
      return {
        ...state,
        editing: false,
        sending: state.sending.filter((id) => id !== event.id),
        contested: { ...state.contested, [event.id]: event.correction },
      };
    case "looked": {
      const { proposal, message } = event;
      const errors = without(state.errors, proposal.id);
      return {
        ...state,
        contested: without(state.contested, proposal.id),
        errors: message === null ? errors : { ...errors, [proposal.id]: message },
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

function without<T>(all: Record<Uuid, T>, id: Uuid): Record<Uuid, T> {
  const { [id]: _gone, ...rest } = all;
  return rest;
}

/** What a sitting shows, in reading order; of one that was touched here and read again the newer version. */
export function listed(state: ReviewState, waiting: readonly Proposal[]): Proposal[] {
  const items = new Map<Uuid, Proposal>();
  for (const one of [...Object.values(state.known), ...waiting, ...Object.values(state.decided)])
    if (one.version >= (items.get(one.id)?.version ?? 0)) items.set(one.id, one);
  return [...items.values()].sort(inReadingOrder);
}

/** The next one that waits after `id`, or the first one when there is none behind it. */
export function nextWaiting(items: readonly Proposal[], id: Uuid | null): Proposal | null {
  const start = items.findIndex((one) => one.id === id);
  const waits = (one: Proposal): boolean => one.status === "proposed" && one.id !== id;
  return items.slice(start + 1).find(waits) ?? items.find(waits) ?? null;
}
