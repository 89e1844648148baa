/** Addresses that lead nowhere, and pages that broke. */
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { Link, useRouter } from "@tanstack/react-router";
import { IconCompass } from "@tabler/icons-react";
import { networkError } from "@/api/errors";
import { reach } from "@/api/reach";
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

export function PageBroke({ error }: { error: unknown }) {
  const router = useRouter();
  const isLine = isMissingCode(error);
  useEffect(() => {
    if (!isLine) return;
    const again = (): void => window.location.reload();
    const leave = reach.subscribe((answers) => {
      if (answers) again();
    });
    reach.failed();
    window.addEventListener("online", again);
    return () => {
      leave();
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
