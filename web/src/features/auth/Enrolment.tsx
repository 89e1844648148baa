/** Set up an authenticator app: its picture, its first code, then the recovery codes, which are shown once. */
import { Button, Code, CopyButton, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Enrolled, EnrolmentOffer } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { RowsSkeleton } from "@/components/Skeletons";
import classes from "./auth.module.css";
import { refusal } from "./refusal";

interface Props {
  begin: () => Promise<EnrolmentOffer>;
  confirm: (code: string) => Promise<Enrolled>;
  onDone: () => void;
  onOver: (why: unknown) => void;
}

export function Enrolment({ begin, confirm, onDone, onOver }: Props) {
  // Asked for once while this is on the screen: each time would be another secret.
  const offer = useQuery({
    queryKey: ["auth", "enrolment"],
    queryFn: begin,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const first = useMutation({ mutationFn: confirm });
  const [code, setCode] = useState("");
  if (first.data) return <RecoveryCodes codes={first.data.recovery_codes} onKept={onDone} />;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    first.mutate(code, {
      onError: (error) => {
        setCode("");
        if (error instanceof ApiError && error.code === "STEP_OVER") onOver(error);
      },
    });
  };
  return (
    <Loaded query={offer} skeleton={<RowsSkeleton rows={4} />} compact>
      {({ qr_svg, secret }) => (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <List type="ordered" spacing={6} fz="sm">
              <List.Item>Open an authenticator app on your phone, and add an account.</List.Item>
              <List.Item>Point it at this picture, or type the key below it.</List.Item>
              <List.Item>Enter the six digits that it shows.</List.Item>
            </List>
            <div className={classes.enrolment}>
              <img
                src={`data:image/svg+xml;utf8,${encodeURIComponent(qr_svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))}`}
                alt="Picture for the camera of your authenticator app. The key below says the same."
                className={classes.qr}
              />
              <div>
                <Text fz="xs" c="dimmed">
                  Key
                </Text>
                <Code className={classes.secret} data-testid="totp-secret">
                  {secret.match(/.{1,4}/g)?.join(" ")}
                </Code>
              </div>
            </div>
            {first.error && (
              <Notice tone="critical" urgent>
                {refusal(first.error)}
              </Notice>
            )}
            <TextInput
              label="Code from the app"
              size="md"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" size="md" loading={first.isPending} disabled={!code.trim()}>
              Turn on
            </Button>
          </Stack>
        </form>
      )}
    </Loaded>
  );
}

export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <Stack gap="md">
      <Notice tone="warning" title="Keep these recovery codes now">
        They let you in when your phone is lost, each of them once. They are not shown again. Print them or
        write them down, and keep them away from the phone.
      </Notice>
      <ul className={classes.codes} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group grow>
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />}
            >
              {copied ? "Copied" : "Copy all"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onKept}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
