/** Accounts: list, open, rename, lock. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { NewUser, User } from "@/api/types";

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
    }: Pick<User, "id" | "version" | "display_name" | "is_active">) =>
      dataOf(
        api.PUT("/api/v1/admin/users/{resource_id}", {
          params: { path: { resource_id: id } },
          body: { version, display_name, is_active },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}
