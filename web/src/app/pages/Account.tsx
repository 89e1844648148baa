/** One's own account. */
import { Page } from "@/components/Page";
import { AccountView } from "@/features/auth/AccountView";

export default function Account() {
  return (
    <Page title="Account" note="How you come in, and where you are signed in" width="reading">
      <AccountView />
    </Page>
  );
}
