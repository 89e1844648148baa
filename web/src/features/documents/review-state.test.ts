import { expect, test } from "vitest";
import type { Proposal } from "@/api/types";
import { initialReview, listed, nextWaiting, reviewReducer } from "./review-state";

const proposal = (id: string, status: Proposal["status"] = "proposed") => ({ id, status }) as Proposal;

test("after a decision the next waiting one comes, and round to the first", () => {
  const items = [proposal("a"), proposal("b", "accepted"), proposal("c")];
  expect(nextWaiting(items, "a")?.id).toBe("c");
  expect(nextWaiting(items, "c")?.id).toBe("a");
  expect(nextWaiting([proposal("a")], "a")).toBeNull();
});

test("a failed decision leaves the proposal waiting and says why, until it is tried again", () => {
  let state = reviewReducer(initialReview, { type: "sending", id: "a" });
  state = reviewReducer(state, { type: "failed", id: "a", message: "No connection" });
  expect(state.errors).toEqual({ a: "No connection" });
  expect(state.sending).toEqual([]);
  expect(state.decided).toEqual({});
  expect(reviewReducer(state, { type: "sending", id: "a" }).errors).toEqual({});
});

test("accepting all green ones is taken back as one step", () => {
  let state = reviewReducer(initialReview, { type: "remember", ids: ["a"] });
  state = reviewReducer(state, { type: "remember", ids: ["b", "c"] });
  expect(state.history[state.history.length - 1]).toEqual(["b", "c"]);
  expect(reviewReducer(state, { type: "forget" }).history).toEqual([["a"]]);
});

test("choosing another proposal ends editing", () => {
  const editing = reviewReducer(initialReview, { type: "edit", on: true });
  expect(reviewReducer(editing, { type: "select", id: "b" }).editing).toBe(false);
});

const placed = (id: string, created_at: string, page: number, version = 1) =>
  ({
    id,
    created_at,
    document_id: created_at,
    page,
    box: [0, 0, 1, 1],
    status: "proposed",
    version,
  }) as Proposal;

test("findings stand in the order of the server, so that a later page comes behind", () => {
  const older = placed("a", "2026-11-01T00:00:00Z", 1);
  const newer = [placed("c", "2026-11-02T00:00:00Z", 2), placed("b", "2026-11-02T00:00:00Z", 1)];
  expect(listed(initialReview, [older, ...newer]).map(({ id }) => id)).toEqual(["b", "c", "a"]);
});

test("what somebody else decided stays in its place, and the newest version of each is shown", () => {
  const [first, second] = [placed("a", "2026-11-01T00:00:00Z", 1), placed("b", "2026-11-01T00:00:00Z", 2)];
  let state = reviewReducer(initialReview, { type: "arrived", items: [first, second], first: "a" });
  state = reviewReducer(state, { type: "answered", proposal: { ...second, status: "accepted", version: 2 } });
  expect(listed(state, []).map(({ id, status }) => [id, status])).toEqual([
    ["a", "proposed"],
    ["b", "accepted"],
  ]);
  expect(listed(state, [{ ...second, version: 3 }])[1]?.status).toBe("proposed");
});

test("a newer document that arrives meanwhile does not change what is selected", () => {
  let state = reviewReducer(initialReview, { type: "arrived", items: [], first: "a" });
  state = reviewReducer(state, { type: "arrived", items: [], first: "z" });
  expect(state.selectedId).toBe("a");
});
