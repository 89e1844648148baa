/** Sign in and out: the server sets and clears the cookies, this side forgets what it has cached. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, dataOf } from "@/api/client";
import { sessionLost } from "@/api/session";
import { meQuery } from "./me";

export interface Credentials {
  username: string;
  password: string;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => dataOf(api.POST("/api/v1/auth/login", { body })),
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      sessionLost.set(false);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/auth/logout")),
    // Even when the server is away nothing of a patient may stay in this window.
    onSettled: () => {
      client.clear();
      window.location.assign("/sign-in");
    },
  });
}
