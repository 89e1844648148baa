/** Sign in and out: the server sets and clears the cookies, this side forgets what it has cached. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { sessionLost } from "@/api/session";
import { meQuery } from "./me";

export interface Credentials {
  username: string;
  password: string;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      await api.post("/auth/login", { body: credentials });
      return client.fetchQuery({ ...meQuery, staleTime: 0 });
    },
    onSuccess: () => sessionLost.set(false),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/auth/logout"),
    // Even when the server is away nothing of a patient may stay in this window.
    onSettled: () => {
      client.clear();
      client.removeQueries({ queryKey: keys.me });
      window.location.assign("/sign-in");
    },
  });
}
