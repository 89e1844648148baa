/** Who is signed in. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Me } from "@/api/types";

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/me", { signal })),
  staleTime: Infinity,
  retry: false,
});

/** Only below the signed-in frame, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function homeOf(me: Me): "/home" | "/worklist" | "/admin/users" {
  if (me.role === "doctor") return "/worklist";
  return me.role === "admin" ? "/admin/users" : "/home";
}
