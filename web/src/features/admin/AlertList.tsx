/** What is amiss now, and what was. */
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { explain } from "@/api/errors";
import type { Alert } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { sentence } from "@/lib/words";
import { useAcknowledge } from "./operations";

export function AlertList({ alerts }: { alerts: Alert[] }) {
  const open = alerts.filter((alert) => alert.closed_at === null);
  const closed = alerts.filter((alert) => alert.closed_at !== null);
  return (
    <Stack gap="sm" role="status">
      {open.length === 0 && (
        <Mark tone="normal" filled>
          Nothing is amiss
        </Mark>
      )}
      {open.map((alert) => (
        <OpenAlert key={alert.id} alert={alert} />
      ))}
      {closed.length > 0 && (
        <details>
          <summary>
            <Text span fz="sm" c="dimmed">
              {closed.length === 1 ? "One alert has ended" : `${closed.length} alerts have ended`}
            </Text>
          </summary>
          <Stack gap={4} mt={8} component="ul" pl="md">
            {closed.map((alert) => (
              <Text key={alert.id} fz="sm" component="li">
                {sentence(alert.kind)}: <DateText value={alert.opened_at} withTime /> to{" "}
                <DateText value={alert.closed_at} withTime />
              </Text>
            ))}
          </Stack>
        </details>
      )}
    </Stack>
  );
}

function OpenAlert({ alert }: { alert: Alert }) {
  const acknowledge = useAcknowledge();
  return (
    <Card data-testid="alert">
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} flex="1 1 320px">
          <Group gap="sm">
            <Mark tone={alert.severity} filled>
              {sentence(alert.kind)}
            </Mark>
            <Text fz="sm" c="dimmed">
              since <DateText value={alert.opened_at} withTime />
            </Text>
          </Group>
          <Text>{alert.note}</Text>
        </Stack>
        {alert.acknowledged_at ? (
          <Text fz="sm" c="dimmed">
            Somebody looks after it since <DateText value={alert.acknowledged_at} withTime />
          </Text>
        ) : (
          <Button
            variant="default"
            loading={acknowledge.isPending}
            onClick={() =>
              acknowledge.mutate(alert.id, {
                onError: (error) => notifications.show({ color: "red", message: explain(error).detail }),
              })
            }
          >
            I look after it
          </Button>
        )}
      </Group>
    </Card>
  );
}
