import { expect, test } from "vitest";
import type { TransferReport } from "@/api/types";
import { copyStatus, countWords, partsOf, summaryOf } from "./wording";

const REPORT: TransferReport = {
  taken: [
    { name: "Observation", count: 20, words: "measured values" },
    { name: "Condition", count: 1, words: "problems" },
  ],
  known: [],
  marked: [],
  left: [{ name: "Claim", count: 1200, words: "billing is not part of a chart here" }],
  document_id: null,
};

test("a type of FHIR is told by the word that people use", () => {
  expect(countWords({ name: "AllergyIntolerance", count: 2 })).toBe("2\u00a0allergies");
  expect(countWords({ name: "Condition", count: 1 })).toBe("1\u00a0problem");
  expect(countWords({ name: "SupplyDelivery", count: 3 })).toBe("3\u00a0× supply delivery");
});

test("a report tells only what happened, with what was left and why last", () => {
  expect(partsOf(REPORT).map(({ key, total }) => [key, total])).toEqual([
    ["taken", 21],
    ["left", 1200],
  ]);
  expect(summaryOf(REPORT)).toBe("21 added, 1,200 left out");
});

test("a file that added nothing says so", () => {
  const known = [{ name: "Condition", count: 4, words: "" }];
  expect(summaryOf({ ...REPORT, taken: [], known, left: [] })).toBe("0 added, 4 here before");
});

test("a copy is gone when its time is over, whatever the list still says", () => {
  const copy = { status: "done" as const, expires_at: "2026-11-20T10:00:00Z" };
  expect(copyStatus(copy, new Date("2026-11-20T09:59:00Z"))).toBe("done");
  expect(copyStatus(copy, new Date("2026-11-20T10:00:00Z"))).toBe("expired");
});
