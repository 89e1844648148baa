/** One sitting of review: what is selected, what was decided, and the way back. */
import { useEffect, useReducer } from "react";
import { explain } from "@/api/errors";
import type { Proposal, Uuid } from "@/api/types";
import { type Decision, sendDecision, useRefreshAfterDecisions } from "./decide";
import { initialReview, listed, nextWaiting, type ReviewState, reviewReducer } from "./review-state";

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

interface Queue {
  /** What waits, as far as it was fetched. */
  waiting: Proposal[];
  isWhole: boolean;
  /** Which one to begin with, if it is there. */
  start: Uuid | null;
  onCount: (by: number) => void;
}

export function useReviewSession({ waiting, isWhole, start, onCount }: Queue): ReviewSession {
  const [state, dispatch] = useReducer(reviewReducer, initialReview);
  const refresh = useRefreshAfterDecisions();
  const items = listed(state, waiting);
  const first = start ?? nextWaiting(items, null)?.id ?? null;
  const chosen = items.find((one) => one.id === (state.selectedId ?? first));
  // One that was asked for by its link may come with a later page.
  const selected = chosen ?? (isWhole ? (nextWaiting(items, null) ?? items[0]) : null) ?? null;
  useEffect(() => dispatch({ type: "arrived", items: waiting, first }), [waiting, first]);

  const send = async (proposal: Proposal, decision: Decision): Promise<Proposal | null> => {
    dispatch({ type: "sending", id: proposal.id });
    try {
      const answer = await sendDecision(proposal, decision);
      dispatch({ type: "answered", proposal: { ...proposal, ...answer } });
      onCount(waits(answer) - waits(proposal));
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

function waits({ status }: Proposal): number {
  return status === "proposed" ? 1 : 0;
}

async function inParallel<T>(items: T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
