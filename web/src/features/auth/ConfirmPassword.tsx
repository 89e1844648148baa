/** Ask for the password once more before something changes how a person comes in. */
import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { Notice } from "@/components/Notice";
import { refusal } from "./refusal";

interface Props {
  opened: boolean;
  title: string;
  text?: ReactNode;
  action: string;
  isDangerous?: boolean;
  isPending: boolean;
  error: unknown;
  /** More fields above the password. */
  children?: ReactNode;
  onConfirm: (password: string) => void;
  onClose: () => void;
}

export function ConfirmPassword({ opened, onClose, title, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Form {...rest} />
    </Modal>
  );
}

function Form({
  text,
  action,
  isDangerous = false,
  isPending,
  error,
  children,
  onConfirm,
}: Omit<Props, "opened" | "onClose" | "title">) {
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password) onConfirm(password);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {text && <Text fz="sm">{text}</Text>}
        {error !== null && error !== undefined && (
          <Notice tone="critical" urgent>
            {refusal(error)}
          </Notice>
        )}
        {children}
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          data-autofocus={children ? undefined : true}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button
          type="submit"
          color={isDangerous ? "red" : undefined}
          loading={isPending}
          disabled={!password}
        >
          {action}
        </Button>
      </Stack>
    </form>
  );
}
