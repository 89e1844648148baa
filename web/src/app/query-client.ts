/** One cache for all answers of the API. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/errors";
import { reach } from "@/api/reach";

function worthRetrying(failures: number, error: Error): boolean {
  // A refusal stays a refusal; a lost line or a restarting server may be back in a moment.
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: worthRetrying, refetchOnWindowFocus: true, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

/** What failed while nobody answered is asked for again as soon as somebody does. */
reach.subscribe((answers) => {
  if (answers) void queryClient.invalidateQueries({ predicate: ({ state }) => state.error !== null });
});
