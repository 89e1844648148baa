import { expect, test } from "vitest";
import { asResult, compareFacts, correctionOf, factLines, resultWords, titleOf, toForm } from "./facts";

const ferritin = {
  display: "Ferritin",
  value: "11",
  unit: "ng/mL",
  reference_low: "15",
  reference_high: "150",
  effective_at: "2026-11-14T00:00:00Z",
};

test("a look without a change is not a correction", () => {
  expect(correctionOf("observation", ferritin, toForm("observation", ferritin))).toBeNull();
});

test("a correction holds only what was changed", () => {
  const edited = { ...toForm("observation", ferritin), value: "17" };
  expect(correctionOf("observation", ferritin, edited)).toEqual({ value: "17" });
});

test("an emptied field is cleared rather than left as it was", () => {
  const edited = { ...toForm("observation", ferritin), reference_high: " " };
  expect(correctionOf("observation", ferritin, edited)).toEqual({ reference_high: null });
});

test("a value is shown with its unit, and absent parts are not shown at all", () => {
  expect(factLines("observation", { ...ferritin, reference_low: null })).toEqual([
    { label: "Test", words: "Ferritin" },
    { label: "Value", words: "11 ng/mL" },
    { label: "Range to", words: "150" },
    { label: "Taken on", words: "14 Nov 2026" },
  ]);
});

test("a result is named with its value and its unit as people write it", () => {
  const fact = { display: "Leukocytes", value: "6.2", unit: "10*3/uL" };
  expect(titleOf({ kind: "observation", fact, summary: "long words" })).toBe("Leukocytes 6.2 10³/µL");
  expect(titleOf({ kind: "condition", fact: { display: "Anemia" }, summary: "Anemia (suspected)" })).toBe(
    "Anemia (suspected)",
  );
});

test("a printed comparator and words instead of numbers are kept", () => {
  expect(resultWords({ value: "0.01", comparator: "<", unit: "ng/mL" })).toBe("<0.01 ng/mL");
  expect(resultWords({ value: null, value_text: "positive", unit: null })).toBe("positive");
});

test("a proposed result can be judged like a result of the chart", () => {
  expect(asResult({ ...ferritin, interpretation: "L" })).toMatchObject({
    value: 11,
    reference_low: 15,
    interpretation: "L",
  });
  expect(asResult({ value: null, value_text: "trace" }).value).toBeNull();
});

test("what the paper does not speak of is no difference, and another name for the same medicine neither", () => {
  const chart = { display: "Lisinopril 10 mg tablet", dosage_text: "10 mg daily", status: "active" };
  const paper = { display: "Lisinopril", dosage_text: null, status: "stopped" };
  const differing = (correction: typeof paper | null) =>
    compareFacts("medication", chart, paper, correction).flatMap((row) => (row.differs ? [row.label] : []));
  expect(differing(null)).toEqual(["Status"]);
  expect(differing({ ...paper, display: "Enalapril" })).toEqual(["Name", "Dose", "Status"]);
});
