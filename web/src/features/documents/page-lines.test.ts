import { expect, test } from "vitest";
import { groupLines } from "./page-lines";

const word = (t: string, x: number, y: number) => ({
  t,
  b: [x, y, x + 0.05, y + 0.02] as [number, number, number, number],
});

test("words on one height make one line", () => {
  const lines = groupLines([
    word("Ferritin", 0.1, 0.2),
    word("11", 0.4, 0.201),
    word("Hemoglobin", 0.1, 0.23),
  ]);
  expect(lines.map((line) => line.map((one) => one.t).join(" "))).toEqual(["Ferritin 11", "Hemoglobin"]);
});

test("a second column that starts again at the left is a new line", () => {
  const lines = groupLines([word("right", 0.6, 0.2), word("left", 0.1, 0.2)]);
  expect(lines).toHaveLength(2);
});

test("an empty page has no lines", () => {
  expect(groupLines([])).toEqual([]);
});
