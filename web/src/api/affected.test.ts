import { expect, test } from "vitest";
import { affected } from "./affected";
import { keys } from "./keys";

const PATIENT = "p";
const touched = (event: Parameters<typeof affected>[1]) =>
  affected(PATIENT, event).map((one) => one.key.join("/"));

test("being connected is no change", () => {
  expect(affected(PATIENT, { type: "connected" })).toEqual([]);
});

test("progress of a document reads its row again and nothing of the chart", () => {
  const stale = touched({ type: "document", id: "d", status: "PROGRESS" });
  expect(stale).toEqual([keys.documents(PATIENT).join("/"), keys.document("d").join("/")]);
});

test("a document that is ready brings findings, chart and timeline, but not its pictures", () => {
  const stale = affected(PATIENT, { type: "document", id: "d", status: "INDEXED" });
  const names = stale.map((one) => one.key.join("/"));
  expect(names).toContain(keys.chart(PATIENT).join("/"));
  expect(names).toContain(keys.documentProposals("d").join("/"));
  const pictures = ["document", "d", "image", 1, 1200];
  const hit = stale.some(({ key, exact }) => !exact && key.every((part, index) => part === pictures[index]));
  expect(hit).toBe(false);
});

test("what a colleague wrote by hand reads the chart again, and not its documents", () => {
  const stale = affected("p", { type: "allergy", id: "a", status: "WRITTEN" }).map(({ key }) => key);
  expect(stale).toContainEqual(keys.chart("p"));
  expect(stale).not.toContainEqual(keys.documents("p"));
  expect(stale).not.toContainEqual(keys.patient("p"));
});

test("a copy that is ready changes nothing in the chart; a file that was taken over changes everything", () => {
  expect(touched({ type: "export", id: "e", status: "DONE" })).toEqual([keys.copies(PATIENT).join("/")]);
  expect(touched({ type: "import", id: "i", status: "DONE" })).toEqual([keys.patient(PATIENT).join("/")]);
  expect(touched({ type: "transfer", id: "t", status: "FAILED" })).toEqual([
    keys.imports(PATIENT).join("/"),
    keys.copies(PATIENT).join("/"),
  ]);
});

test("what is not known yet refreshes the patient as a whole", () => {
  expect(touched({ type: "something-new" })).toEqual([keys.patient(PATIENT).join("/")]);
});
