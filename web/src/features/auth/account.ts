/** One's own account: how I come in, and where I am signed in. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";
import { makePasskey } from "./passkey";

export const securityQuery = queryOptions({
  queryKey: keys.security,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/account/security", { signal })),
});

export const passkeysQuery = queryOptions({
  queryKey: keys.passkeys,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/account/passkeys", { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/account/sessions", { signal })),
});

export const warningsQuery = queryOptions({
  queryKey: keys.warnings,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/account/warnings", { signal })),
  staleTime: Infinity,
});

/** Most changes here end other sessions or move what is offered, so all of it is read anew. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.account }),
  });
}

export const useChangePassword = () =>
  useChange((body: { password: string; new_password: string }) =>
    dataOf(api.POST("/api/v1/account/password", { body })),
  );

export const beginFactor = (password: string) =>
  dataOf(api.POST("/api/v1/account/second-factor", { body: { password } }));

export const confirmFactor = (code: string) =>
  dataOf(api.POST("/api/v1/account/second-factor/confirm", { body: { code } }));

export const useTurnFactorOff = () =>
  useChange((password: string) =>
    dataOf(api.POST("/api/v1/account/second-factor/off", { body: { password } })),
  );

export const useNewRecoveryCodes = () =>
  useChange((password: string) =>
    dataOf(api.POST("/api/v1/account/second-factor/recovery-codes", { body: { password } })),
  );

/** Null when the person closed the browser's dialog. */
export const useAddPasskey = () =>
  useChange(async ({ name, password }: { name: string; password: string }) => {
    const { options } = await dataOf(api.POST("/api/v1/account/passkeys/options", { body: { password } }));
    const credential = await makePasskey(options);
    return credential && dataOf(api.POST("/api/v1/account/passkeys", { body: { name, credential } }));
  });

export const useRenamePasskey = () =>
  useChange(({ id, name }: { id: Uuid; name: string }) =>
    dataOf(
      api.PUT("/api/v1/account/passkeys/{resource_id}", {
        params: { path: { resource_id: id } },
        body: { name },
      }),
    ),
  );

export const useRemovePasskey = () =>
  useChange(({ id, password }: { id: Uuid; password: string }) =>
    dataOf(
      api.POST("/api/v1/account/passkeys/{resource_id}/remove", {
        params: { path: { resource_id: id } },
        body: { password },
      }),
    ),
  );

export const useEndSession = () =>
  useChange((id: Uuid) =>
    dataOf(api.DELETE("/api/v1/account/sessions/{resource_id}", { params: { path: { resource_id: id } } })),
  );

export const useEndOtherSessions = () =>
  useChange(() => dataOf(api.POST("/api/v1/account/sessions/end-others")));

export const useWarningsRead = () => useChange(() => dataOf(api.POST("/api/v1/account/warnings/read")));
