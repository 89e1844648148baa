import { expect, test } from "vitest";
import { problemWords, startOf } from "./oidc";

test("the way in leads back to where the person wanted to go", () => {
  expect(startOf({ pathname: "/sign-in", search: "" })).toBe("/api/v1/auth/oidc/start");
  expect(startOf({ pathname: "/sign-in", search: "?next=%2Fpatients%2F1" })).toBe(
    "/api/v1/auth/oidc/start?next=%2Fpatients%2F1",
  );
  expect(startOf({ pathname: "/patients/1/results", search: "?code=2276-4" })).toBe(
    "/api/v1/auth/oidc/start?next=%2Fpatients%2F1%2Fresults%3Fcode%3D2276-4",
  );
});

test("whatever the address says, the words are ours", () => {
  expect(problemWords("OIDC_NOT_LINKED").title).toBe("Your account is not linked yet");
  expect(problemWords("<script>").title).toBe("The sign-in with your organisation did not work");
});
