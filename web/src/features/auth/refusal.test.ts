import { expect, test } from "vitest";
import { waitWords } from "./refusal";

test("a short wait is told in seconds, a long one in minutes with the way out", () => {
  expect(waitWords(4)).toBe("Try again in 4 seconds.");
  expect(waitWords(899)).toBe("Try again in 15 minutes, or ask your administrator to unlock the account.");
  expect(waitWords(undefined)).toBe("Wait a moment, then try again.");
});
