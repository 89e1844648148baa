import { expect, test } from "vitest";
import { moved } from "./page-order";

test("a page moves up and down, and the others keep their order", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});

test("what is given is left as it was", () => {
  const pages = ["a", "b"];
  moved(pages, 0, 1);
  expect(pages).toEqual(["a", "b"]);
});
