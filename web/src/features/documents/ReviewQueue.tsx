/** Inbox to chart: what was found at the left, what the page really says at the right, one key for each decision. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconArrowBackUp, IconChecks, IconInbox } from "@tabler/icons-react";
import type { Proposal, Uuid } from "@/api/types";
import { Key } from "@/components/Keys";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { plural } from "@/lib/words";
import { LIMIT, waitingProposalsQuery } from "./proposals";
import classes from "./review.module.css";
import { ReviewDetail } from "./ReviewDetail";
import { ReviewList } from "./ReviewList";
import { type ReviewSession, useReviewSession } from "./review-session";

interface Props {
  patientId: Uuid | null;
  patientName?: (patientId: Uuid) => string;
}

export function ReviewQueue({ patientId, patientName }: Props) {
  const query = useQuery(waitingProposalsQuery(patientId));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={8} height={52} />}>
      {(items) => <Queue waiting={items} patientName={patientName} />}
    </Loaded>
  );
}

function Queue({ waiting, patientName }: { waiting: Proposal[]; patientName: Props["patientName"] }) {
  const session = useReviewSession(waiting);
  const { selected, state } = session;
  const canDecide = selected?.status === "proposed" && !state.sending.includes(selected.id);
  useHotkeys([
    ["j", () => session.step(1)],
    ["k", () => session.step(-1)],
    ["a", () => canDecide && void session.decide(selected, { verb: "accept", correction: null })],
    ["r", () => canDecide && void session.decide(selected, { verb: "reject", reason: "Not right" })],
    ["e", () => canDecide && session.edit(true)],
    ["u", () => void session.undo()],
  ]);
  if (session.items.length === 0) {
    return (
      <EmptyState icon={<IconInbox size={26} />} title="Nothing waits for your word">
        When a document is read, what was found in it comes here first. You accept, correct or reject it; only
        then does it stand in the chart.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <Toolbar session={session} />
      <div className={classes.panes}>
        <ReviewList session={session} patientName={patientName} />
        {selected && (
          <ReviewDetail
            key={selected.id}
            proposal={selected}
            session={session}
            patient={patientName?.(selected.patient_uuid)}
          />
        )}
      </div>
    </Stack>
  );
}

function Toolbar({ session }: { session: ReviewSession }) {
  const left = session.items.filter((one) => one.status === "proposed");
  const green = left.filter((one) => one.tone === "green").length;
  const isBusy = session.state.sending.length > 0;
  return (
    <Group justify="space-between" gap="xs">
      <Text fz="sm" role="status" data-testid="review-count">
        <b>{left.length}</b> of {session.items.length >= LIMIT && "the first "}
        {plural(session.items.length, "finding")} left
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="sm"
          leftSection={<IconArrowBackUp size={17} aria-hidden />}
          rightSection={<Key>u</Key>}
          disabled={session.state.history.length === 0 || isBusy}
          onClick={() => void session.undo()}
        >
          Undo
        </Button>
        <Button
          size="sm"
          variant="light"
          leftSection={<IconChecks size={17} aria-hidden />}
          disabled={green === 0 || isBusy}
          onClick={() => void session.acceptGreen()}
          data-testid="accept-green"
        >
          {isBusy && green > 0 ? `Accepting, ${green} left` : `Accept all ${green} read clearly`}
        </Button>
      </Group>
    </Group>
  );
}
