/** One sitting of review: what is selected, what was decided, and the way back. */
import { useReducer } from "react";
import { explain } from "@/api/errors";
import type { Proposal, Uuid } from "@/api/types";
import { type Decision, sendDecision, useRefreshAfterDecisions } from "./decide";
import { initialReview, nextWaiting, type ReviewState, reviewReducer } from "./review-state";

const AT_ONCE = 4;

export interface ReviewSession {
  state: ReviewState;
  items: Proposal[];
  selected: Proposal | null;
  select: (id: Uuid) => void;
  step: (by: 1 | -1) => void;
  decide: (proposal: Proposal, decision: Decision) => Promise<void>;
  acceptGreen: () => Promise<void>;
  undo: () => Promise<void>;
  edit: (on: boolean) => void;
}

export function useReviewSession(waiting: Proposal[]): ReviewSession {
  const [state, dispatch] = useReducer(reviewReducer, initialReview);
  const refresh = useRefreshAfterDecisions();
  const items = merge(waiting, state.decided);
  const selected =
    items.find((one) => one.id === state.selectedId) ?? nextWaiting(items, null) ?? items[0] ?? null;

  const send = async (proposal: Proposal, decision: Decision): Promise<Proposal | null> => {
    dispatch({ type: "sending", id: proposal.id });
    try {
      const answer = await sendDecision(proposal, decision);
      dispatch({ type: "answered", proposal: { ...proposal, ...answer } });
      return answer;
    } catch (error) {
      const words = explain(error);
      dispatch({ type: "failed", id: proposal.id, message: `${words.title}. ${words.detail}` });
      return null;
    }
  };

  return {
    state,
    items,
    selected,
    select: (id) => dispatch({ type: "select", id }),
    edit: (on) => dispatch({ type: "edit", on }),
    step: (by) => {
      const index = items.findIndex((one) => one.id === selected?.id);
      const next = items[index + by];
      if (next) dispatch({ type: "select", id: next.id });
    },
    decide: async (proposal, decision) => {
      const answer = await send(proposal, decision);
      if (!answer) return;
      refresh([proposal]);
      dispatch({ type: "remember", ids: [proposal.id] });
      const next = nextWaiting(items, proposal.id);
      if (next) dispatch({ type: "select", id: next.id });
    },
    acceptGreen: async () => {
      const green = items.filter((one) => one.status === "proposed" && one.tone === "green");
      const done: Uuid[] = [];
      await inParallel(green, AT_ONCE, async (one) => {
        if (await send(one, { verb: "accept", correction: null })) done.push(one.id);
      });
      refresh(green);
      dispatch({ type: "remember", ids: done });
      const rest = nextWaiting(
        items.filter((one) => !done.includes(one.id)),
        null,
      );
      if (rest) dispatch({ type: "select", id: rest.id });
    },
    undo: async () => {
      const last = state.history[state.history.length - 1];
      if (!last) return;
      dispatch({ type: "forget" });
      const taken = last.flatMap((id) => state.decided[id] ?? []);
      await inParallel(taken, AT_ONCE, async (proposal) => {
        await send(proposal, { verb: "undo" });
      });
      refresh(taken);
      if (last[0]) dispatch({ type: "select", id: last[0] });
    },
  };
}

/** Decided ones stay in their place, so that the list does not jump under the hand. */
function merge(waiting: Proposal[], decided: Record<Uuid, Proposal>): Proposal[] {
  const seen = new Set(waiting.map((one) => one.id));
  const gone = Object.values(decided).filter((one) => !seen.has(one.id));
  const all = [...waiting.map((one) => decided[one.id] ?? one), ...gone];
  return all.sort(
    (a, b) =>
      a.document_id.localeCompare(b.document_id) ||
      a.page - b.page ||
      a.box[1] - b.box[1] ||
      a.box[0] - b.box[0],
  );
}

async function inParallel<T>(items: T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
