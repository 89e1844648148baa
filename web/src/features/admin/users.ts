/** Accounts: list, open, change, help back in. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { NewUser, User, Uuid } from "@/api/types";

export const usersQuery = queryOptions({
  queryKey: keys.users,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/users", { signal })),
});

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => dataOf(api.POST("/api/v1/admin/users", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useChangeUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      version,
      display_name,
      is_active,
      needs_second_factor,
    }: Pick<User, "id" | "version" | "display_name" | "is_active" | "needs_second_factor">) =>
      dataOf(
        api.PUT("/api/v1/admin/users/{resource_id}", {
          params: { path: { resource_id: id } },
          body: { version, display_name, is_active, needs_second_factor },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}

/** What is done for one account; each changes how it comes in. */
export function useUserDeed(id: Uuid) {
  const client = useQueryClient();
  const params = { params: { path: { resource_id: id } } };
  const onSettled = () => client.invalidateQueries({ queryKey: keys.users });
  return {
    unlock: useMutation({
      mutationFn: () => dataOf(api.POST("/api/v1/admin/users/{resource_id}/unlock", params)),
      onSettled,
    }),
    endSessions: useMutation({
      mutationFn: () => dataOf(api.POST("/api/v1/admin/users/{resource_id}/end-sessions", params)),
      onSettled,
    }),
    resetFactors: useMutation({
      mutationFn: () => dataOf(api.POST("/api/v1/admin/users/{resource_id}/reset-factors", params)),
      onSettled,
    }),
    makeLink: useMutation({
      mutationFn: () => dataOf(api.POST("/api/v1/admin/users/{resource_id}/password-link", params)),
    }),
  };
}
