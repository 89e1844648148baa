/** Accounts: list, open, rename, lock. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Role, User, Uuid } from "@/api/types";

export interface NewUser {
  username: string;
  display_name: string;
  role: Role;
  password: string;
  patient_uuid: Uuid | null;
  doctor_uuid: Uuid | null;
}

export const usersQuery = queryOptions({
  queryKey: keys.users,
  queryFn: ({ signal }) => api.get<User[]>("/admin/users", { signal }),
});

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => api.post<User>("/admin/users", { body }),
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
      api.put<User>(`/admin/users/${id}`, { body: { version, display_name, is_active } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}
