/** Told at the top of every page until it is read: a session was ended because its key came twice. */
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DateText } from "@/components/DateText";
import { Notice } from "@/components/Notice";
import { useWarningsRead, warningsQuery } from "./account";

export function SessionWarnings() {
  const { data } = useQuery(warningsQuery);
  const read = useWarningsRead();
  const [newest] = data ?? [];
  if (!newest) return null;
  return (
    <Notice
      tone="warning"
      title="One of your sessions was ended to protect you"
      action={
        <Group gap="xs">
          <Button component={Link} to="/account" variant="default" size="xs">
            Look at my sessions
          </Button>
          <Button variant="subtle" size="xs" loading={read.isPending} onClick={() => read.mutate(undefined)}>
            I have read it
          </Button>
        </Group>
      }
    >
      On <DateText value={newest.ended_at} withTime /> a key of your session ({newest.device},{" "}
      {newest.address_class}) was used a second time. This happens when a connection breaks at the wrong
      moment, and also when somebody has copied it. If you are not sure, change your password.
    </Notice>
  );
}
