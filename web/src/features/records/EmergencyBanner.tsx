/** While a chart is open in an emergency only: how long is left, and the way out. */
import { Button } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { explain } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Chart, Uuid } from "@/api/types";
import { Notice } from "@/components/Notice";
import { clock } from "@/lib/dates";
import { timeLeft } from "@/lib/words";
import { useEndEmergency } from "./emergency";

const LOOK_AGAIN_MS = 15_000;

interface Props {
  patientId: Uuid;
  emergency: NonNullable<Chart["emergency"]>;
}

export function EmergencyBanner({ patientId, emergency }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const end = useEndEmergency(patientId);
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), LOOK_AGAIN_MS, { autoInvoke: true });
  const leftMs = new Date(emergency.expires_at).getTime() - now;
  const isOver = leftMs <= 0;

  useEffect(() => {
    // What was open must not stay on the screen: the door is shown again.
    if (isOver) void client.resetQueries({ queryKey: keys.patient(patientId) });
  }, [isOver, client, patientId]);

  const leave = (): void => {
    void navigate({ to: "/worklist" }).then(() =>
      client.removeQueries({ queryKey: keys.patient(patientId) }),
    );
  };
  return (
    <Notice
      tone="warning"
      title="Emergency access"
      action={
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          onClick={() =>
            end.mutate(undefined, {
              onSuccess: leave,
              onError: (error) => notifications.show({ color: "red", message: explain(error).detail }),
            })
          }
          data-testid="end-emergency"
        >
          End now
        </Button>
      }
    >
      You do not treat this patient
      {emergency.overrides_denial && ", and the patient has closed the chart to you"}. What you open is marked
      and reviewed. It ends at {clock(emergency.expires_at)} ({timeLeft(leftMs)} left).
    </Notice>
  );
}
