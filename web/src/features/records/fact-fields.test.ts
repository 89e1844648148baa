import { expect, test } from "vitest";
import type { Allergy, Observation } from "@/api/types";
import { addWords, compare, contentOf, fieldsOf, toForm } from "./fact-fields";

const NOW = new Date(2026, 10, 25, 9, 30);
const recorded = {
  id: "1",
  version: 3,
  recorded_at: "2026-01-01T10:00:00Z",
  updated_at: "2026-01-01T10:00:00Z",
  recorded_by: null,
  note: null,
  encounter_id: null,
};
const penicillin: Allergy = {
  ...recorded,
  source: "import",
  display: "Penicillin V",
  code: "7984",
  code_system: "http://www.nlm.nih.gov/research/umls/rxnorm",
  clinical_status: "active",
  verification_status: "confirmed",
  allergy_type: "allergy",
  category: "medication",
  criticality: "high",
  reaction: "Rash",
  severity: null,
  onset_date: null,
};
const heartRate = {
  ...recorded,
  source: "clinician",
  status: "final",
  code: "8867-4",
  code_display: "Heart rate",
  value: 92,
  value_text: null,
  unit: "/min",
  interpretation: "N",
  effective_at: "2026-11-25T08:00:00Z",
} as unknown as Observation;

test("a new entry starts with what is usual, and says who wrote it", () => {
  const values = toForm(fieldsOf("allergies", null), null, NOW);
  expect(values).toMatchObject({ clinical_status: "active", verification_status: "confirmed", display: "" });
  expect(contentOf("allergies", null, { ...values, display: " Latex " })).toMatchObject({
    display: "Latex",
    reaction: null,
    source: "clinician",
  });
});

test("a correction keeps what the form does not show and leaves out what the record adds", () => {
  const values = toForm(fieldsOf("allergies", penicillin), penicillin, NOW);
  const content = contentOf("allergies", penicillin, { ...values, reaction: "Anaphylaxis" });
  expect(content).toMatchObject({ reaction: "Anaphylaxis", allergy_type: "allergy", code: "7984" });
  expect(Object.keys(content)).not.toContain("version");
  expect(Object.keys(content)).not.toContain("recorded_at");
});

test("another name does not keep the code of the name before it", () => {
  const values = toForm(fieldsOf("allergies", penicillin), penicillin, NOW);
  expect(contentOf("allergies", penicillin, { ...values, display: "Latex" })).toMatchObject({
    code: null,
    code_system: null,
  });
});

test("a corrected number is judged anew, keeps its digits and is called corrected", () => {
  const values = toForm(fieldsOf("observations", heartRate), heartRate, NOW);
  expect(contentOf("observations", heartRate, { ...values, value: "39.0" })).toMatchObject({
    value: "39.0",
    interpretation: null,
    status: "corrected",
    code: "8867-4",
  });
});

test("two versions stand side by side in the words of the form", () => {
  const fields = fieldsOf("allergies", penicillin);
  const yours = { ...penicillin, reaction: "Hives", criticality: "low" };
  const differing = compare(fields, { ...penicillin }, yours).filter((row) => row.differs);
  expect(differing).toEqual([
    { label: "Reaction", stands: "Rash", other: "Hives", differs: true },
    { label: "Risk", stands: "High risk", other: "Low risk", differs: true },
  ]);
});

test("what is added is named with its article", () => {
  expect([addWords("allergies"), addWords("medications")]).toEqual(["Add an allergy", "Add a medicine"]);
});
