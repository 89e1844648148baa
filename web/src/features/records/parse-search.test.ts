import { expect, test } from "vitest";
import { parseSearch } from "./parse-search";

test("a name is a name", () => {
  expect(parseSearch("  maria  olivera ")).toEqual({ search: "maria olivera", birth_date: null });
});

test("a birth date is found beside the name in either order of writing", () => {
  expect(parseSearch("oliveira 4.3.1958")).toEqual({ search: "oliveira", birth_date: "1958-03-04" });
  expect(parseSearch("1958-03-04")).toEqual({ search: null, birth_date: "1958-03-04" });
  expect(parseSearch("04/03/1958 Maria")).toEqual({ search: "Maria", birth_date: "1958-03-04" });
});

test("an impossible date stays what was typed", () => {
  expect(parseSearch("45/99/1958")).toEqual({ search: "45/99/1958", birth_date: null });
});
