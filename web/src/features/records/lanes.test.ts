import { expect, test } from "vitest";
import type { TimelineItem } from "@/api/types";
import { gridLines, layLanes } from "./lanes";

const entry = (kind: string, at: string) => ({ id: at, kind, at }) as TimelineItem;
const day = (text: string) => new Date(text).getTime();

test("each kind has its lane, and a kind that never happened has none", () => {
  const lanes = layLanes([entry("laboratory", "2026-01-01T10:00:00Z")], day("2025-01-01"), day("2027-01-01"));
  expect(lanes.map((lane) => lane.label)).toEqual(["Lab results"]);
  expect(lanes[0]?.dots[0]?.x).toBeCloseTo(0.5, 1);
});

test("what lies outside the window is not drawn, but its lane stays", () => {
  const lanes = layLanes([entry("document", "2020-06-01T10:00:00Z")], day("2025-01-01"), day("2026-01-01"));
  expect(lanes[0]?.dots).toEqual([]);
});

test("long windows are ruled by years, short ones by quarters, never crowded", () => {
  const years = gridLines(new Date(2016, 5, 1).getTime(), new Date(2026, 5, 1).getTime(), 12);
  expect(years.map((line) => line.label).slice(0, 2)).toEqual(["2017", "2018"]);
  const quarters = gridLines(new Date(2026, 0, 15).getTime(), new Date(2026, 10, 1).getTime(), 12);
  expect(quarters).toHaveLength(3);
  expect(
    gridLines(new Date(1930, 0, 1).getTime(), new Date(2026, 0, 1).getTime(), 6).length,
  ).toBeLessThanOrEqual(6);
});
