/** Passkeys: the device's own lock instead of a password. */
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconDots, IconFingerprint, IconPencil, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { Passkey } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { passkeysQuery, useAddPasskey, useRemovePasskey, useRenamePasskey } from "./account";
import classes from "./auth.module.css";
import { ConfirmPassword } from "./ConfirmPassword";
import { canUsePasskeys } from "./passkey";
import { refusal } from "./refusal";

export function PasskeySection({ site }: { site: string }) {
  const query = useQuery(passkeysQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Passkeys"
      icon={<IconFingerprint size={19} />}
      count={query.data?.length}
      action={
        canUsePasskeys() && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            Add a passkey
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          Sign in with the finger, face or number that opens your device. A passkey stands for password and
          second factor, and nobody can lure it away:{" "}
          {canUsePasskeys()
            ? `it works on ${site} alone.`
            : "it works on one site alone. This browser cannot use passkeys at this address: they need a name such as localhost instead of numbers, and a secure connection everywhere else."}
        </Text>
        <Loaded query={query} skeleton={<RowsSkeleton rows={1} />} compact>
          {(passkeys) => (
            <ul className={classes.rows}>
              {passkeys.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          )}
        </Loaded>
      </Stack>
      <AddPasskey opened={adding} onClose={() => setAdding(false)} />
    </Section>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [asked, setAsked] = useState<"rename" | "remove" | null>(null);
  const remove = useRemovePasskey();
  const close = (): void => {
    remove.reset();
    setAsked(null);
  };
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <Text fw={560}>{passkey.name}</Text>
        <Text fz="sm" c="dimmed">
          Added <DateText value={passkey.made_at} />
          {passkey.last_used_at ? (
            <>
              , last used <DateText value={passkey.last_used_at} />
            </>
          ) : (
            ", not used yet"
          )}
          {passkey.is_synced && ", also on your other devices"}
        </Text>
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Change the passkey ${passkey.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setAsked("rename")}>
            Rename
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked("remove")}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === "rename" && <Rename passkey={passkey} onClose={close} />}
      <ConfirmPassword
        opened={asked === "remove"}
        onClose={close}
        title={`Remove ${passkey.name}`}
        text="It will not sign you in any more. You can delete it on the device as well."
        action="Remove"
        isDangerous
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={(password) => remove.mutate({ id: passkey.id, password }, { onSuccess: close })}
      />
    </li>
  );
}

function Rename({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const rename = useRenamePasskey();
  const [name, setName] = useState(passkey.name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    rename.mutate({ id: passkey.id, name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title="Rename the passkey" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {rename.error && (
            <Notice tone="critical" urgent>
              {refusal(rename.error)}
            </Notice>
          )}
          <TextInput
            label="Name"
            data-autofocus
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={rename.isPending} disabled={!name.trim()}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function AddPasskey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const add = useAddPasskey();
  const [name, setName] = useState("");
  const close = (): void => {
    add.reset();
    setName("");
    onClose();
  };
  return (
    <ConfirmPassword
      opened={opened}
      onClose={close}
      title="Add a passkey"
      text="Your browser then asks for your finger, face or number."
      action="Go on"
      isPending={add.isPending}
      error={add.error}
      onConfirm={(password) =>
        add.mutate(
          { name: name.trim() || "Passkey", password },
          {
            onSuccess: (made) => {
              close();
              if (made) notifications.show({ message: "The passkey is ready. Sign in with it next time." });
            },
          },
        )
      }
    >
      <TextInput
        label="Name of the device"
        placeholder="My phone"
        data-autofocus
        maxLength={80}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </ConfirmPassword>
  );
}
