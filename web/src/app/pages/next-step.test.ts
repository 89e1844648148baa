import { expect, test } from "vitest";
import type { Chart, DocumentSummary, LastValue } from "@/api/types";
import { chooseNextStep } from "./next-step";

const value = (interpretation: "N" | "L" | "HH") =>
  ({
    observation: {
      code_display: "Potassium",
      value: "6",
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
  });
});

test("a document that could not be read comes before curiosity", () => {
  expect(chooseNextStep(chart(value("L")), [document("FAILED")], []).kind).toBe("unreadable");
});

test("an empty record asks for its first document, and only when it is known to be empty", () => {
  expect(chooseNextStep(chart(), [], []).kind).toBe("add-document");
  expect(chooseNextStep(chart(), undefined, []).kind).toBe("nothing");
});

test("nothing to do is said, not filled", () => {
  expect(chooseNextStep(chart(value("N")), [document("INDEXED")], []).kind).toBe("nothing");
});

test("a result that was only found in a document counts before older ones", () => {
  const found = { name: "Ferritin", result: value("L").observation };
  expect(chooseNextStep(chart(value("N")), [document("INDEXED")], [found])).toEqual({
    kind: "ask",
    test: "Ferritin",
  });
});
