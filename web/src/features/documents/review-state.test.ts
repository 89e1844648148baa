import { expect, test } from "vitest";
import type { Proposal } from "@/api/types";
import { initialReview, nextWaiting, reviewReducer } from "./review-state";

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
