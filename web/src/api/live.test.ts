import { expect, test } from "vitest";
import { parseEvent, pollingInterval, retryDelay } from "./live";
import { csrfToken } from "./session";

test("waits double and end, so that a restarted server is not stormed", () => {
  expect([0, 1, 2, 10].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 30_000]);
});

test("a broken notice is ignored rather than thrown", () => {
  expect(parseEvent('{"type":"document","id":"d"}')).toEqual({ type: "document", id: "d" });
  expect(parseEvent("not json")).toBeNull();
  expect(parseEvent("7")).toBeNull();
});

test("without a live line work under way is asked for often, and rest never", () => {
  expect(pollingInterval(true)).toBe(2_000);
  expect(pollingInterval(false)).toBe(false);
});

test("the page's own token is found among other cookies", () => {
  expect(csrfToken("a=1; salus_csrf=t%2Bk; b=2")).toBe("t+k");
  expect(csrfToken("not_salus_csrf=1")).toBeNull();
});
