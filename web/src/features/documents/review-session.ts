/** One sitting of review: what is selected, what was decided, and the way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import { explain } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Proposal, Uuid } from "@/api/types";
import { type Decision, type Fact, isOvertaken, sendDecision, useRefreshAfterDecisions } from "./decide";
import { inReadingOrder } from "./reading-order";
import { initialReview, listed, nextWaiting, type ReviewState, reviewReducer } from "./review-state";

const AT_ONCE = 4;

/** Decided elsewhere while it lay open here, or an attempt of this sitting that was refused for it. */
export type Overtaken = "elsewhere" | "contested";

export interface ReviewSession {
  state: ReviewState;
  items: Proposal[];
  selected: Proposal | null;
  /** Those that may be accepted in one go. */
  green: Proposal[];
  select: (id: Uuid) => void;
  step: (by: 1 | -1) => void;
  /** How somebody else was faster, if so. */
  overtaken: (proposal: Proposal) => Overtaken | null;
  decide: (proposal: Proposal, decision: Decision) => Promise<void>;
  /** Decide again what was rejected meanwhile. */
  decideAnew: (proposal: Proposal, correction: Fact | null) => Promise<void>;
  /** Take a finding as it is now, with words about what happened to it if there is something to say. */
  look: (proposal: Proposal, message: string | null) => void;
  goOn: () => void;
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
  const client = useQueryClient();
  const items = listed(state, waiting);
  const first = start ?? nextWaiting(items, null)?.id ?? null;
  const chosen = items.find((one) => one.id === (state.selectedId ?? first));
  // One that was asked for by its link may come with a later page.
  const selected = chosen ?? (isWhole ? (nextWaiting(items, null) ?? items[0]) : null) ?? null;
  useEffect(() => dispatch({ type: "arrived", items: waiting, first }), [waiting, first]);

  const fetched = new Set(waiting.map((one) => one.id));
  const last = waiting[waiting.length - 1];
  const isFetched = (one: Proposal): boolean =>
    isWhole || (last !== undefined && inReadingOrder(one, last) < 0);
  const counted = (id: Uuid): number =>
    fetched.has(id) && (state.decided[id]?.status ?? "proposed") === "proposed" ? 1 : 0;
  const overtaken = (one: Proposal): Overtaken | null => {
    if (one.id in state.contested) return "contested";
    const isOurs = one.status !== "proposed" || one.id in state.decided || state.sending.includes(one.id);
    return !isOurs && !fetched.has(one.id) && isFetched(one) ? "elsewhere" : null;
  };
  const green = items.filter(
    (one) => one.status === "proposed" && one.tone === "green" && overtaken(one) === null,
  );
  const goOn = (from: Uuid | null): void => {
    const next = nextWaiting(items, from);
    if (next) dispatch({ type: "select", id: next.id });
  };

  const send = async (proposal: Proposal, decision: Decision): Promise<Proposal | null> => {
    dispatch({ type: "sending", id: proposal.id });
    try {
      const answer = await sendDecision(proposal, decision);
      dispatch({ type: "answered", proposal: { ...proposal, ...answer } });
      onCount(waits(answer) - counted(proposal.id));
      return answer;
    } catch (error) {
      if (isOvertaken(error, decision)) {
        void client.invalidateQueries({ queryKey: keys.comparison(proposal.id) });
        const correction = "correction" in decision ? decision.correction : null;
        dispatch({ type: "contested", id: proposal.id, correction });
        return null;
      }
      const words = explain(error);
      dispatch({ type: "failed", id: proposal.id, message: `${words.title}. ${words.detail}` });
      return null;
    }
  };

  const decide = async (proposal: Proposal, decision: Decision): Promise<void> => {
    if (!(await send(proposal, decision))) return;
    refresh([proposal]);
    dispatch({ type: "remember", ids: [proposal.id] });
    goOn(proposal.id);
  };

  return {
    state,
    items,
    selected,
    green,
    select: (id) => dispatch({ type: "select", id }),
    edit: (on) => dispatch({ type: "edit", on }),
    step: (by) => {
      const index = items.findIndex((one) => one.id === selected?.id);
      const next = items[index + by];
      if (next) dispatch({ type: "select", id: next.id });
    },
    overtaken,
    decide,
    decideAnew: async (proposal, correction) => {
      const reopened = await send(proposal, { verb: "undo" });
      if (reopened) await decide(reopened, { verb: "accept", correction });
    },
    look: (proposal, message) => {
      onCount(waits(proposal) - counted(proposal.id));
      dispatch({ type: "looked", proposal, message });
    },
    goOn: () => goOn(selected?.id ?? null),
    acceptGreen: async () => {
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
