/** How I come in: password, second factor, passkeys, and where I am signed in. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { securityQuery } from "./account";
import { FactorSection } from "./FactorSection";
import { PasskeySection } from "./PasskeySection";
import { PasswordSection } from "./PasswordSection";
import { SessionSection } from "./SessionSection";

export function AccountView() {
  const query = useQuery(securityQuery);
  return (
    <Stack gap="md">
      <Loaded query={query} skeleton={<RowsSkeleton rows={8} />}>
        {(security) => (
          <>
            <FactorSection security={security} />
            <PasskeySection site={security.passkey_site} />
            <PasswordSection username={security.username} shortest={security.password_min_length} />
          </>
        )}
      </Loaded>
      <SessionSection />
    </Stack>
  );
}
