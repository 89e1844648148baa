/** Walk the whole chain and say plainly whether it holds. */
import { Button, Group, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldCheckFilled, IconShieldX } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import type { AuditVerdict } from "@/api/types";
import { grouped } from "@/lib/words";
import classes from "./admin.module.css";
import { useVerifyChain } from "./audit";

export function VerifyChain() {
  const verify = useVerifyChain();
  return (
    <div className={classes.verify} data-verdict={verdictOf(verify.data)}>
      <Group justify="space-between" gap="sm">
        <div role="status" data-testid="verdict">
          {verify.error ? (
            <Text role="alert">{explain(verify.error).detail}</Text>
          ) : (
            <Verdict verdict={verify.data} isWalking={verify.isPending} />
          )}
        </div>
        <Button
          leftSection={<IconShieldCheck size={18} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
          variant={verify.data ? "default" : "filled"}
          data-testid="verify-chain"
        >
          {verify.data ? "Verify again" : "Verify the chain"}
        </Button>
      </Group>
    </div>
  );
}

function verdictOf(verdict: AuditVerdict | undefined): string | undefined {
  if (!verdict) return undefined;
  return verdict.ok ? "good" : "bad";
}

function Verdict({ verdict, isWalking }: { verdict: AuditVerdict | undefined; isWalking: boolean }) {
  if (!verdict) {
    return (
      <>
        <Text fw={600}>{isWalking ? "Walking along the chain" : "Is this trail complete?"}</Text>
        <Text fz="sm" c="dimmed">
          Each row carries the fingerprint of the row before it. Verifying finds any row that was changed,
          removed, inserted or moved.
        </Text>
      </>
    );
  }
  const rows = grouped(verdict.rows);
  if (verdict.ok) {
    return (
      <Group gap="sm" wrap="nowrap">
        <IconShieldCheckFilled size={28} aria-hidden className={classes.verdictIcon} />
        <div>
          <Text fw={640}>The chain is whole</Text>
          <Text fz="sm">{rows} rows checked, none changed, removed, inserted or moved.</Text>
        </div>
      </Group>
    );
  }
  return (
    <Group gap="sm" wrap="nowrap">
      <IconShieldX size={28} aria-hidden className={classes.verdictIcon} />
      <div>
        <Text fw={640}>
          The chain is broken
          {verdict.first_bad_seq !== null && ` at row ${grouped(verdict.first_bad_seq)}`}
        </Text>
        <Text fz="sm">
          {verdict.reason ?? "A row does not fit the one before it."} {rows} rows were checked. Keep a copy of
          the database and tell your privacy officer.
        </Text>
      </div>
    </Group>
  );
}
