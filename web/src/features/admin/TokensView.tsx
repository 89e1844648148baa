/** Tokens for programs and devices: who uses them, what they may do, when they end. */
import { Button, Drawer, Group, Menu, Modal, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconDots, IconKey, IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { explain } from "@/api/errors";
import type { ApiToken, IssuedToken } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { plural } from "@/lib/words";
import classes from "./admin.module.css";
import { NewTokenForm } from "./NewTokenForm";
import { SecretOnce } from "./SecretOnce";
import { SCOPE_WORDS } from "./token-words";
import { tokensQuery, useRevokeToken, useRotateToken } from "./tokens";

const ROTATED_DAYS = 90;
const OVERLAP_H = 24;

export function TokensView() {
  const query = useQuery(tokensQuery);
  const [adding, add] = useDisclosure(false);
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fz="sm" c="dimmed" role="status">
          {query.data
            ? plural(query.data.filter((each) => !each.revoked_at).length, "token") + " in force"
            : ""}
        </Text>
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={add.open} data-testid="new-token">
          New token
        </Button>
      </Group>
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
        {(tokens) =>
          tokens.length === 0 ? (
            <EmptyState icon={<IconKey size={26} />} title="No program or device has a token">
              A token lets a scale, a scraper or an integration do one thing without signing in as a person.
            </EmptyState>
          ) : (
            <TokenTable tokens={tokens} onIssued={setIssued} />
          )
        }
      </Loaded>
      <Drawer
        opened={adding}
        onClose={add.close}
        position="right"
        title="New token"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <NewTokenForm
          onDone={(made) => {
            add.close();
            setIssued(made);
          }}
        />
      </Drawer>
      <SecretOnce issued={issued} onClose={() => setIssued(null)} />
    </Stack>
  );
}

interface TableProps {
  tokens: ApiToken[];
  onIssued: (issued: IssuedToken) => void;
}

function TokenTable({ tokens, onIssued }: TableProps) {
  return (
    <ScrollArea type="auto" scrollbars="x" className={classes.table}>
      <Table miw={860} data-testid="tokens">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Used by</Table.Th>
            <Table.Th>May</Table.Th>
            <Table.Th>Acts for</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Change</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onIssued={onIssued} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function TokenRow({ token, onIssued }: { token: ApiToken; onIssued: (issued: IssuedToken) => void }) {
  const newest = token.secrets[0];
  const used = token.secrets.map((each) => each.last_used_at).find((at) => at !== null);
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.name}>
        {token.name}
        <Text fz="sm" c="dimmed" fw={400}>
          {token.secrets.map((each) => `…${each.hint}`).join(", ")}
        </Text>
      </Table.Th>
      <Table.Td fz="sm">
        {token.scopes.map((scope) => (
          <div key={scope}>{SCOPE_WORDS[scope]}</div>
        ))}
      </Table.Td>
      <Table.Td fz="sm">
        {token.patient_uuid ? "One patient" : token.doctor_uuid ? "One practitioner" : "Nobody"}
      </Table.Td>
      <Table.Td fz="sm">
        {used ? <DateText value={used} withTime /> : <Mark tone="unknown">Never</Mark>}
      </Table.Td>
      <Table.Td fz="sm">
        {token.revoked_at ? (
          <Mark tone="unknown">Revoked</Mark>
        ) : newest && new Date(newest.expires_at) > new Date() ? (
          <DateText value={newest.expires_at} />
        ) : (
          <Mark tone="warning">Ended</Mark>
        )}
      </Table.Td>
      <Table.Td>{!token.revoked_at && <TokenMenu token={token} onIssued={onIssued} />}</Table.Td>
    </Table.Tr>
  );
}

function TokenMenu({ token, onIssued }: { token: ApiToken; onIssued: (issued: IssuedToken) => void }) {
  const rotate = useRotateToken();
  const revoke = useRevokeToken();
  const [asking, ask] = useDisclosure(false);
  const tell = (error: unknown): void => {
    notifications.show({ color: "red", message: explain(error).detail });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" aria-label={`Change ${token.name}`}>
            <IconDots size={18} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() =>
              rotate.mutate(
                { id: token.id, days: ROTATED_DAYS, overlapHours: OVERLAP_H },
                { onSuccess: onIssued, onError: tell },
              )
            }
          >
            New secret; the old one ends in {OVERLAP_H} hours
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={ask.open}>
            Revoke
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asking} onClose={ask.close} title={`Revoke “${token.name}”?`}>
        <Stack>
          <Text fz="sm">
            It stops working within five seconds and cannot be brought back. What it wrote stays in the
            record.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close} data-autofocus>
              Keep it
            </Button>
            <Button
              color="red"
              loading={revoke.isPending}
              onClick={() => revoke.mutate(token.id, { onSuccess: ask.close, onError: tell })}
            >
              Revoke
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
