import { expect, test } from "vitest";
import { niceTicks, timeTicks } from "./ticks";

test("ticks are round and cover the values", () => {
  expect(niceTicks(11, 62)).toEqual([0, 20, 40, 60, 80]);
  expect(niceTicks(4.1, 6.3)).toEqual([4, 5, 6, 7]);
});

test("equal values still get an axis", () => {
  expect(niceTicks(5, 5).length).toBeGreaterThanOrEqual(2);
});

test("time ticks begin and end with the data", () => {
  expect(timeTicks(0, 100, 3)).toEqual([0, 50, 100]);
  expect(timeTicks(7, 7, 3)).toEqual([7]);
});
