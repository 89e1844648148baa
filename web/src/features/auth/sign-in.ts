/** Sign in and out: the server sets and clears the cookies, this side forgets what it has cached. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { sessionLost } from "@/api/session";
import type { CodeMethod, Me } from "@/api/types";
import { meQuery } from "./me";
import { usePasskeyOnce } from "./passkey";

export interface Credentials {
  username: string;
  password: string;
}

function letIn(client: QueryClient, me: Me): void {
  client.setQueryData(meQuery.queryKey, me);
  sessionLost.set(false);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => dataOf(api.POST("/api/v1/auth/login", { body })),
    onSuccess: (me) => letIn(client, me),
  });
}

export function useSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { code: string; method: CodeMethod }) =>
      dataOf(api.POST("/api/v1/auth/login/second-factor", { body })),
    onSuccess: (me) => letIn(client, me),
  });
}

/** Null when the person closed the browser's dialog. */
export function usePasskeySignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<Me | null> => {
      const { options } = await dataOf(api.POST("/api/v1/auth/passkey/options"));
      const credential = await usePasskeyOnce(options);
      return credential && dataOf(api.POST("/api/v1/auth/passkey", { body: { credential } }));
    },
    onSuccess: (me) => {
      if (me) letIn(client, me);
    },
  });
}

export const enrolAtDoor = {
  begin: () => dataOf(api.POST("/api/v1/auth/login/enrolment")),
  confirm: (code: string) => dataOf(api.POST("/api/v1/auth/login/enrolment/confirm", { body: { code } })),
};

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const elsewhere = await organisationsSignOut();
      await answerOf(api.POST("/api/v1/auth/logout"));
      return elsewhere;
    },
    // Even when the server is away nothing of a patient may stay in this window.
    onSettled: (elsewhere) => {
      client.clear();
      window.location.assign(elsewhere ?? "/sign-in");
    },
  });
}

/** Where whoever signed in with an organisation ends that session too; here one is signed out in any case. */
async function organisationsSignOut(): Promise<string | null> {
  try {
    return (await dataOf(api.POST("/api/v1/auth/oidc/logout"))).url;
  } catch {
    return null;
  }
}
