import { afterEach, expect, test, vi } from "vitest";
import { knockDelay, reach } from "./reach";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a server that does not answer is knocked at until it does, and then everybody hears", async () => {
  vi.useFakeTimers();
  const answers = [() => Promise.reject(new TypeError()), () => Promise.resolve({ ok: true })];
  vi.stubGlobal("fetch", () => answers.shift()?.());
  const heard: boolean[] = [];
  const leave = reach.subscribe((state) => heard.push(state));
  reach.failed();
  reach.failed();
  expect(reach.get()).toBe(false);
  await vi.advanceTimersByTimeAsync(knockDelay(0) + knockDelay(1));
  expect(reach.get()).toBe(true);
  expect(heard).toEqual([false, true]);
  leave();
});

test("knocks grow rarer, but never rare", () => {
  expect([0, 1, 2, 9].map(knockDelay)).toEqual([2_000, 4_000, 8_000, 10_000]);
});
