import { expect, test } from "vitest";
import {
  documentTypeWords,
  fileSize,
  identifierWords,
  markTone,
  plural,
  sentence,
  timeLeft,
  timelineKindWords,
} from "./words";

test("codes become words, known or not", () => {
  expect(documentTypeWords("lab_report")).toBe("Lab report");
  expect(documentTypeWords("pathology_report")).toBe("Pathology report");
  expect(documentTypeWords(null)).toBe("Document");
  expect(timelineKindWords("vital-signs")).toBe("Vital signs");
  expect(sentence("on-hold")).toBe("On hold");
});

test("a neutral entry claims nothing", () => {
  expect(markTone("neutral")).toBe("unknown");
  expect(markTone("good")).toBe("normal");
});

test("counts and sizes read naturally", () => {
  expect(plural(1, "page")).toBe("1\u00a0page");
  expect(plural(2, "entry", "entries")).toBe("2\u00a0entries");
  expect([900, 20_480, 5_452_595].map(fileSize)).toEqual(["900 B", "20 kB", "5.2 MB"]);
});

test("identifiers are named, not addressed", () => {
  expect(identifierWords("urn:salus:mrn")).toBe("MRN");
  expect(identifierWords("http://hospital.example/medical-record-number")).toBe("Medical record number");
});

test("time left is told in the largest unit that fits and never rounded down", () => {
  expect(timeLeft(4 * 3_600_000)).toBe("4\u00a0hours");
  expect(timeLeft(3 * 3_600_000 + 60_001)).toBe("3\u00a0h 2\u00a0min");
  expect(timeLeft(59_000)).toBe("1\u00a0minute");
  expect(timeLeft(-5)).toBe("0\u00a0minutes");
});
