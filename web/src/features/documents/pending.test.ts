import { expect, test } from "vitest";
import type { Proposal } from "@/api/types";
import { newerThan, pendingResults } from "./pending";

const found = (code: string, value: string, at: string, status: Proposal["status"] = "proposed") =>
  ({
    kind: "observation",
    status,
    fact: { code, display: code, value, unit: "g/dL", effective_at: at },
  }) as unknown as Proposal;

test("of each test the newest waiting result counts", () => {
  const results = pendingResults([
    found("718-7", "12.3", "2026-05-21T00:00:00Z"),
    found("718-7", "11.4", "2026-11-14T00:00:00Z"),
    found("2276-4", "11", "2026-11-14T00:00:00Z"),
  ]);
  expect(results.map((one) => `${one.code} ${one.words}`)).toEqual(["718-7 11.4 g/dL", "2276-4 11 g/dL"]);
});

test("what was decided does not wait any more, and only results are results", () => {
  const condition = {
    kind: "condition",
    status: "proposed",
    fact: { code: "1", display: "Anemia" },
  } as unknown as Proposal;
  expect(pendingResults([found("718-7", "11.4", "2026-11-14", "accepted"), condition])).toEqual([]);
});

test("only a newer result of the same test overtakes one in the chart", () => {
  const pending = pendingResults([found("2276-4", "11", "2026-11-18T00:00:00Z")]);
  const inChart = (code: string, effective_at: string) => newerThan(pending, { code, effective_at })?.words;
  expect(inChart("2276-4", "2026-05-25T08:00:00Z")).toBe("11 g/dL");
  expect(inChart("2276-4", "2026-11-20T08:00:00Z")).toBeUndefined();
  expect(inChart("718-7", "2026-05-25T08:00:00Z")).toBeUndefined();
});
