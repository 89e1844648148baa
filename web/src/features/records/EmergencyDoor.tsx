/** A chart that is closed to this doctor: why that may be, what to do, and the way in for an emergency. */
import { Button, Group, List, Modal, Radio, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconLock } from "@tabler/icons-react";
import { explain } from "@/api/errors";
import type { EmergencyReason, Uuid } from "@/api/types";
import { Notice } from "@/components/Notice";
import { EmptyState } from "@/components/StateViews";
import { REASONS, useBeginEmergency } from "./emergency";

const SHORTEST = 10;
const LONGEST = 1000;

export function EmergencyDoor({ patientId }: { patientId: Uuid }) {
  const [asking, ask] = useDisclosure(false);
  return (
    <>
      <EmptyState
        icon={<IconLock size={26} />}
        title="You do not treat this patient"
        action={
          <Button variant="default" onClick={ask.open} data-testid="emergency-door">
            Open in an emergency
          </Button>
        }
      >
        This chart is closed to you, or it does not exist. Ask the patient, a colleague who treats them or an
        administrator for access. The attempt was recorded.
      </EmptyState>
      <Modal opened={asking} onClose={ask.close} title="Open this chart in an emergency" size="lg">
        <EmergencyForm patientId={patientId} onCancel={ask.close} />
      </Modal>
    </>
  );
}

function EmergencyForm({ patientId, onCancel }: { patientId: Uuid; onCancel: () => void }) {
  const begin = useBeginEmergency(patientId);
  const form = useForm<{ reason: EmergencyReason | ""; text: string }>({
    initialValues: { reason: "", text: "" },
    validate: {
      reason: (value) => (value ? null : "Choose the reason that fits best."),
      text: (value) =>
        value.trim().length >= SHORTEST ? null : "Write in a few words what happened; 10 letters at least.",
    },
  });
  return (
    <form
      onSubmit={form.onSubmit(({ reason, text }) => {
        if (reason) begin.mutate({ reason, text: text.trim() });
      })}
      noValidate
    >
      <Stack gap="md">
        <List fz="sm" spacing={4}>
          <List.Item>
            The patient sees at once that you opened the chart, and for which of these reasons.
          </List.Item>
          <List.Item>Everything you open is marked, and the privacy officer reviews it.</List.Item>
          <List.Item>It ends by itself after some hours. The chart shows how long is left.</List.Item>
        </List>
        {begin.error && (
          <Notice tone="critical" urgent title={explain(begin.error).title}>
            {explain(begin.error).detail}
          </Notice>
        )}
        <Radio.Group label="Why can it not wait?" withAsterisk {...form.getInputProps("reason")}>
          <Stack gap={8} mt={6}>
            {REASONS.map((reason) => (
              <Radio key={reason.value} value={reason.value} label={reason.label} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label="What happened"
          description="For the privacy officer. It is not shown to the patient."
          withAsterisk
          autosize
          minRows={2}
          maxLength={LONGEST}
          {...form.getInputProps("text")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" color="orange" loading={begin.isPending}>
            Open the chart
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
