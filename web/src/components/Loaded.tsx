/** One way to show a query: a skeleton of the right size, then the data or the reason why not. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./StateViews";

interface Props<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "refetch">;
  skeleton: ReactNode;
  compact?: boolean;
  wayOut?: ReactNode;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, skeleton, compact = false, wayOut, children }: Props<T>) {
  // Data that was once shown stays while a refresh fails: an old list is better than none.
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) {
    return (
      <div aria-busy="true" aria-live="polite">
        <span className="visually-hidden">Loading</span>
        {skeleton}
      </div>
    );
  }
  return (
    <ErrorState error={query.error} onRetry={() => void query.refetch()} wayOut={wayOut} compact={compact} />
  );
}
