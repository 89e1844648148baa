import { expect, test } from "vitest";
import type { Chart, DocumentSummary, LastValue } from "@/api/types";
import { chooseNextStep } from "./next-step";

const value = (interpretation: "N" | "L" | "HH") =>
  ({
    observation: {
      code: "2823-3",
      code_display: "Potassium",
      value: "6",
      unit: "mmol/L",
      effective_at: "2026-05-25T08:00:00Z",
      interpretation,
      reference_low: null,
      reference_high: null,
    },
  }) as unknown as LastValue;
const chart = (...values: LastValue[]) => ({ last_values: values }) as Chart;
const document = (processing_status: DocumentSummary["processing_status"]) =>
  ({ processing_status }) as DocumentSummary;

test("a value far outside its range comes before everything else", () => {
  expect(chooseNextStep(chart(value("N"), value("HH")), [document("FAILED")], [])).toEqual({
    kind: "talk",
    test: "Potassium",
    words: "6 mmol/L on Mon 25 May 2026.",
  });
});

test("a document that could not be read comes before curiosity", () => {
  expect(chooseNextStep(chart(value("L")), [document("FAILED")], []).kind).toBe("unreadable");
});

test("an empty record asks for its first document", () => {
  expect(chooseNextStep(chart(), [], []).kind).toBe("add-document");
  expect(chooseNextStep(chart(value("L")), [], []).kind).toBe("ask");
});

test("nothing to do is said, not filled", () => {
  expect(chooseNextStep(chart(value("N")), [document("INDEXED")], []).kind).toBe("nothing");
});

const found = (code: string, interpretation: "N" | "L", at: string) => ({
  code,
  name: "Ferritin",
  at,
  result: value(interpretation).observation,
});

test("a result that was only found in a document counts before older ones", () => {
  const ferritin = found("2276-4", "L", "2026-11-18T00:00:00Z");
  expect(chooseNextStep(chart(value("N")), [document("INDEXED")], [ferritin])).toMatchObject({
    kind: "ask",
    test: "Ferritin",
  });
});

test("an old value does not alarm when a newer one of the same test was found", () => {
  const newer = found("2823-3", "N", "2026-11-18T00:00:00Z");
  expect(chooseNextStep(chart(value("HH")), [document("INDEXED")], [newer]).kind).toBe("nothing");
  const older = found("2823-3", "N", "2026-01-10T00:00:00Z");
  expect(chooseNextStep(chart(value("HH")), [document("INDEXED")], [older]).kind).toBe("talk");
});
