/** The administrator's pages. */
import { AuditView } from "@/features/admin/AuditView";
import { JobsView } from "@/features/admin/JobsView";
import { OperationsView } from "@/features/admin/OperationsView";
import { SystemView } from "@/features/admin/SystemView";
import { UsersView } from "@/features/admin/UsersView";
import { Page } from "@/components/Page";

export function UsersPage() {
  return (
    <Page title="Users">
      <UsersView />
    </Page>
  );
}

export function JobsPage() {
  return (
    <Page title="Jobs" note="Work in the background, newest first">
      <JobsView />
    </Page>
  );
}

export function AuditPage() {
  return (
    <Page title="Audit" note="Who did what, when, with which outcome" width="full">
      <AuditView />
    </Page>
  );
}

export function OperationsPage() {
  return (
    <Page title="Operations" note="Minute by minute: what callers notice, and what is amiss">
      <OperationsView />
    </Page>
  );
}

export function SystemPage() {
  return (
    <Page title="System" width="reading">
      <SystemView />
    </Page>
  );
}
