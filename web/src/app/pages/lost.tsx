/** Addresses that lead nowhere, and pages that broke. */
import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { IconCompass } from "@tabler/icons-react";
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

export function PageBroke({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorState error={error} onRetry={() => void router.invalidate()} />;
}
