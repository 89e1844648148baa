/** The privacy officer's queue: who opened a chart in an emergency, why, and what the review found. */
import { Button, Card, Group, Modal, Radio, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { explain } from "@/api/errors";
import type { EmergencyReason, EmergencyToReview, ReviewOutcome } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { Notice } from "@/components/Notice";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { type MarkTone, plural } from "@/lib/words";
import { emergenciesQuery, OUTCOMES, useReviewEmergency } from "./emergencies";

const REASONS: Record<EmergencyReason, string> = {
  "danger-to-life": "Life or health was in danger",
  "cannot-be-asked": "The patient could not be asked",
  "urgent-care": "Care could not wait for access to be given",
  other: "Another reason",
};
const TONES: Record<ReviewOutcome, MarkTone> = {
  justified: "normal",
  "to-be-followed-up": "warning",
  "not-justified": "critical",
};

export function EmergenciesView() {
  const [onlyOpen, setOnlyOpen] = useState(true);
  const [reviewed, setReviewed] = useState<EmergencyToReview | null>(null);
  const query = useInfiniteQuery(emergenciesQuery(onlyOpen));
  return (
    <Stack gap="sm">
      <Switch
        label="Only those that wait for a review"
        checked={onlyOpen}
        onChange={(event) => setOnlyOpen(event.currentTarget.checked)}
      />
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} height={132} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <EmptyState icon={<IconShieldCheck size={26} />} title="Nothing waits for a review">
              When a doctor opens the chart of somebody whom they do not treat, it is listed here at once.
            </EmptyState>
          ) : (
            <Stack gap="sm" data-testid="emergencies">
              {items.map((each) => (
                <EmergencyCard key={each.id} emergency={each} onReview={() => setReviewed(each)} />
              ))}
            </Stack>
          );
        }}
      </Loaded>
      {query.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show earlier
          </Button>
        </Group>
      )}
      <Modal
        opened={reviewed !== null}
        onClose={() => setReviewed(null)}
        title="What did the review find?"
        size="lg"
      >
        {reviewed && <ReviewForm key={reviewed.id} emergency={reviewed} onDone={() => setReviewed(null)} />}
      </Modal>
    </Stack>
  );
}

interface CardProps {
  emergency: EmergencyToReview;
  onReview: () => void;
}

function EmergencyCard({ emergency, onReview }: CardProps) {
  const outcome = OUTCOMES.find((each) => each.value === emergency.outcome);
  const isRunning = !emergency.ended_at && new Date(emergency.expires_at) > new Date();
  return (
    <Card>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Text fw={600}>
            {emergency.doctor_name ?? "A doctor"} opened the chart of {emergency.patient_name}
          </Text>
          <Text fz="sm" c="dimmed" component="div">
            <DateText value={emergency.started_at} withTime /> ·{" "}
            {plural(emergency.accesses, "access", "accesses")}
          </Text>
        </div>
        <Group gap={8}>
          {isRunning && <Mark tone="information">Still open</Mark>}
          {emergency.overrode === "consent" && <Mark tone="warning">Against a denial</Mark>}
          {outcome && <Mark tone={TONES[outcome.value]}>{outcome.label}</Mark>}
        </Group>
      </Group>
      <Text mt="xs" fz="sm" fw={560}>
        {REASONS[emergency.reason]}
      </Text>
      <Text fz="sm" style={{ overflowWrap: "anywhere" }}>
        {emergency.text}
      </Text>
      {emergency.review_note && (
        <Text fz="sm" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
          Review: {emergency.review_note}
        </Text>
      )}
      <Group mt="sm" gap="xs">
        <Button size="xs" onClick={onReview} data-testid="review-emergency">
          {outcome ? "Change the outcome" : "Review"}
        </Button>
        <Button
          size="xs"
          variant="default"
          component={Link}
          to="/admin/audit"
          search={{ patient: emergency.patient_uuid, actor: emergency.doctor_id } as never}
        >
          What was opened
        </Button>
      </Group>
    </Card>
  );
}

function ReviewForm({ emergency, onDone }: { emergency: EmergencyToReview; onDone: () => void }) {
  const review = useReviewEmergency();
  const [outcome, setOutcome] = useState<ReviewOutcome | "">(emergency.outcome ?? "");
  const [note, setNote] = useState(emergency.review_note ?? "");
  return (
    <Stack>
      {review.error && (
        <Notice tone="critical" urgent title={explain(review.error).title}>
          {explain(review.error).detail}
        </Notice>
      )}
      <Radio.Group
        label={`${emergency.doctor_name ?? "A doctor"}, chart of ${emergency.patient_name}`}
        value={outcome}
        onChange={(value) => setOutcome(value as ReviewOutcome)}
      >
        <Stack gap={8} mt={6}>
          {OUTCOMES.map((each) => (
            <Radio key={each.value} value={each.value} label={each.label} description={each.description} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label="Note"
        description="For the privacy officers. It is not shown to the patient."
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          disabled={!outcome}
          loading={review.isPending}
          onClick={() => outcome && review.mutate({ emergency, outcome, note }, { onSuccess: onDone })}
        >
          Keep the outcome
        </Button>
      </Group>
    </Stack>
  );
}
