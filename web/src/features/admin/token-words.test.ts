import { expect, test } from "vitest";
import { SCOPE_WORDS, scopesFor } from "./token-words";

test("a token that acts for nobody opens no chart, and one that acts for a person reads no figures", () => {
  expect(scopesFor("nobody")).toEqual(["metrics.read"]);
  expect(scopesFor("patient")).not.toContain("metrics.read");
  expect([...scopesFor("doctor"), ...scopesFor("nobody")].sort()).toEqual(Object.keys(SCOPE_WORDS).sort());
});
