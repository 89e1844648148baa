import { expect, test } from "vitest";
import { factName, testName } from "./names";

test("LOINC's long names become the names that people use", () => {
  expect(testName("Hemoglobin [Mass/volume] in Blood")).toBe("Hemoglobin");
  expect(testName("Hematocrit [Volume Fraction] of Blood by Automated count")).toBe("Hematocrit");
  expect(testName("MCV [Entitic volume] by Automated count")).toBe("MCV");
  expect(testName("Platelets [#/volume] in Blood by Automated count")).toBe("Platelets");
  expect(testName("Thyrotropin [Units/volume] in Serum or Plasma")).toBe("Thyrotropin");
});

test("a share of the whole is called by its part", () => {
  expect(testName("Hemoglobin A1c/Hemoglobin.total in Blood")).toBe("Hemoglobin A1c");
  expect(testName("Substance in Urine")).toBe("Substance in Urine");
});

test("SNOMED's hierarchy tags are for machines; other words in brackets stay", () => {
  expect(factName("Chronic sinusitis (disorder)")).toBe("Chronic sinusitis");
  expect(factName("Body mass index 30+ - obesity (finding)")).toBe("Body mass index 30+ - obesity");
  expect(factName("Asthma (since childhood)")).toBe("Asthma (since childhood)");
});

test("a specimen other than blood stays: the same number means something else there", () => {
  expect(testName("Creatinine [Mass/volume] in Urine")).toBe("Creatinine in urine");
});

test("names that people wrote stay as they are", () => {
  expect(testName("Ferritin")).toBe("Ferritin");
  expect(testName("Systolic blood pressure")).toBe("Systolic blood pressure");
});
