/** Where I am signed in, and ending it. */
import { Button, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconDevices } from "@tabler/icons-react";
import type { SignInSession } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { plural } from "@/lib/words";
import { sessionsQuery, useEndOtherSessions, useEndSession } from "./account";
import classes from "./auth.module.css";
import { refusal } from "./refusal";

const METHODS: Record<SignInSession["method"], string> = {
  password: "with the password",
  authenticator: "with password and code",
  recovery_code: "with a recovery code",
  passkey: "with a passkey",
  oidc: "with the organisation",
};

const complain = (error: unknown): void => {
  notifications.show({ color: "red", message: refusal(error) });
};

export function SessionSection() {
  const query = useQuery(sessionsQuery);
  const endOthers = useEndOtherSessions();
  const others = query.data?.filter((session) => !session.is_this_one).length ?? 0;
  return (
    <Section
      title="Signed in"
      icon={<IconDevices size={19} />}
      action={
        others > 0 && (
          <Button
            variant="default"
            size="xs"
            loading={endOthers.isPending}
            onClick={() =>
              endOthers.mutate(undefined, {
                onSuccess: ({ sessions }) =>
                  notifications.show({ message: `${plural(sessions, "session")} ended.` }),
                onError: complain,
              })
            }
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          Something here that is not you? End it, then change your password.
        </Text>
        <Loaded query={query} skeleton={<RowsSkeleton rows={2} />} compact>
          {(sessions) => (
            <ul className={classes.rows} data-testid="sessions">
              {sessions.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          )}
        </Loaded>
      </Stack>
    </Section>
  );
}

function SessionRow({ session }: { session: SignInSession }) {
  const end = useEndSession();
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <Text fw={560}>
          {session.device}
          {session.is_this_one && (
            <>
              {" "}
              <Mark tone="information">This one</Mark>
            </>
          )}
        </Text>
        <Text fz="sm" c="dimmed">
          {session.address_class === "unknown" ? "Network unknown" : capital(session.address_class)}, signed
          in {METHODS[session.method]} on <DateText value={session.started_at} withTime />
          {!session.is_this_one && (
            <>
              , last seen <DateText value={session.last_seen_at} withTime />
            </>
          )}
        </Text>
      </div>
      {!session.is_this_one && (
        <Button
          variant="default"
          size="xs"
          loading={end.isPending}
          aria-label={`End the session on ${session.device}`}
          onClick={() => end.mutate(session.id, { onError: complain })}
        >
          End
        </Button>
      )}
    </li>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
