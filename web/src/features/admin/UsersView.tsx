/** All accounts, and the form for a new one. */
import { Button, Drawer, Group, ScrollArea, Stack, Switch, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconUserPlus } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import type { Role, User } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { plural } from "@/lib/words";
import classes from "./admin.module.css";
import { NewUserForm } from "./NewUserForm";
import { OidcInvite } from "./OidcInvite";
import { UserActions } from "./UserActions";
import { useChangeUser, usersQuery } from "./users";

const ROLES: Record<Role, string> = {
  patient: "Patient",
  doctor: "Doctor",
  admin: "Administrator",
  service: "Service",
  client: "Program",
};

export function UsersView() {
  const query = useQuery(usersQuery);
  const [adding, add] = useDisclosure(false);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fz="sm" c="dimmed" role="status">
          {query.data ? plural(query.data.length, "account") : ""}
        </Text>
        <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={add.open}>
          New account
        </Button>
      </Group>
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {(users) => <UserTable users={users} />}
      </Loaded>
      <Drawer
        opened={adding}
        onClose={add.close}
        position="right"
        title="New account"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <NewUserForm
          onDone={(user) => {
            add.close();
            notifications.show({
              message: `The account of ${user.display_name} is open. Make a link for the first password.`,
            });
          }}
        />
      </Drawer>
    </Stack>
  );
}

function UserTable({ users }: { users: User[] }) {
  return (
    <ScrollArea type="auto" scrollbars="x" className={classes.table}>
      <Table miw={760} data-testid="users">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>User name</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Last signed in</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th>May sign in</Table.Th>
            <Table.Th>
              <span className="visually-hidden">More</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function UserRow({ user }: { user: User }) {
  const change = useChangeUser();
  const toggle = (): void =>
    change.mutate(
      { ...user, is_active: !user.is_active },
      { onError: (error) => notifications.show({ color: "red", message: explain(error).detail }) },
    );
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.name}>
        {user.display_name}
        {user.locked_until && (
          <div>
            <Mark tone="warning">Locked after wrong passwords</Mark>
          </div>
        )}
        {user.needs_second_factor && (
          <Text fz="xs" c="dimmed">
            Second factor required
          </Text>
        )}
      </Table.Th>
      <Table.Td>{user.username}</Table.Td>
      <Table.Td>{ROLES[user.role]}</Table.Td>
      <Table.Td fz="sm">
        {user.last_sign_in_at ? (
          <DateText value={user.last_sign_in_at} withTime />
        ) : (
          <Mark tone="unknown">Never</Mark>
        )}
      </Table.Td>
      <Table.Td fz="sm">
        <DateText value={user.created_at} />
      </Table.Td>
      <Table.Td>
        <OidcInvite user={user} />
        <Switch
          checked={user.is_active}
          onChange={toggle}
          disabled={change.isPending}
          aria-label={`${user.display_name} may sign in`}
          onLabel="Yes"
          offLabel="No"
          size="md"
        />
      </Table.Td>
      <Table.Td>
        <UserActions user={user} />
      </Table.Td>
    </Table.Tr>
  );
}
