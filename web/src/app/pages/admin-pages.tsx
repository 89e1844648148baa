/** The administrator's pages. */
import { AuditView } from "@/features/admin/AuditView";
import { EmergenciesView } from "@/features/admin/EmergenciesView";
import { JobsView } from "@/features/admin/JobsView";
import { OperationsView } from "@/features/admin/OperationsView";
import { SystemView } from "@/features/admin/SystemView";
import { TokensView } from "@/features/admin/TokensView";
import { UsersView } from "@/features/admin/UsersView";
import { Page } from "@/components/Page";

export function UsersPage() {
  return (
    <Page title="Users">
      <UsersView />
    </Page>
  );
}

export function TokensPage() {
  return (
    <Page title="Tokens" note="For programs and devices: one purpose each, and no more than they need">
      <TokensView />
    </Page>
  );
}

export function EmergenciesPage() {
  return (
    <Page
      title="Emergency access"
      note="Charts that doctors opened without treating the patient"
      width="reading"
    >
      <EmergenciesView />
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
