import { expect, test } from "vitest";
import { answerOf, dataOf, toApiError } from "./client";
import { ApiError, explain } from "./errors";

const envelope = { status: "success", data: { id: "1" }, metadata: {} };

test("the envelope is opened", async () => {
  const answer = Promise.resolve({ data: envelope, response: new Response(null, { status: 200 }) });
  expect(await dataOf(answer)).toEqual({ id: "1" });
});

test("a refusal keeps its code, its message and the request's number", () => {
  const error = toApiError(403, {
    status: "error",
    error: { code: "CHART_ACCESS_DENIED", message: "No.", details: {} },
    metadata: { request_id: "r-1" },
  });
  expect(error).toMatchObject({ status: 403, code: "CHART_ACCESS_DENIED", message: "No.", requestId: "r-1" });
  expect(explain(error).title).toBe("This cannot be opened");
});

test("an answer that is no JSON becomes words, not a stack", async () => {
  const broken = Promise.reject<never>(new SyntaxError("Unexpected token <"));
  await expect(answerOf(broken)).rejects.toBeInstanceOf(ApiError);
  expect(explain(toApiError(502, "<html>")).canRetry).toBe(true);
});
