/** Addresses that lead nowhere, and pages that broke. */
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { Link, useRouter } from "@tanstack/react-router";
import { IconCompass } from "@tabler/icons-react";
import { networkError } from "@/api/errors";
import { Page } from "@/components/Page";
import { EmptyState, ErrorState } from "@/components/StateViews";

export function NotFound() {
  return (
    <Page title="Page not found" hideTitle>
      <EmptyState
        icon={<IconCompass size={26} />}
        title="There is no such page"
        action={
          <Button component={Link} to="/">
            Go to the first page
          </Button>
        }
      >
        The address may be mistyped, or what it pointed to was deleted. Nothing else was affected.
      </EmptyState>
    </Page>
  );
}

/** The code of a page could not be fetched: the line is down, or Salus was updated since this window was opened. */
function isMissingCode(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|importing a module|module script/i.test(error.message)
  );
}

const ASK_EVERY_MS = 4_000;

export function PageBroke({ error }: { error: unknown }) {
  const router = useRouter();
  const isLine = isMissingCode(error);
  useEffect(() => {
    if (!isLine) return;
    const again = (): void => window.location.reload();
    // A server that restarts makes no "online" event: it is asked until it answers.
    const ask = (): void =>
      void fetch("/api/v1/auth/config").then(
        (answer) => answer.ok && again(),
        () => undefined,
      );
    const timer = setInterval(ask, ASK_EVERY_MS);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [isLine]);
  return (
    <ErrorState
      error={isLine ? networkError() : error}
      onRetry={() => (isLine ? window.location.reload() : void router.invalidate())}
    />
  );
}
