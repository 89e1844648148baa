/** Inbox to chart: what was found at the left, what the page really says at the right, one key for each decision. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconArrowBackUp, IconChecks, IconInbox } from "@tabler/icons-react";
import { useEffect, useMemo } from "react";
import type { ProposalPage, Uuid } from "@/api/types";
import { Key } from "@/components/Keys";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { grouped, plural } from "@/lib/words";
import { reviewQuery, useCountWaiting } from "./proposals";
import classes from "./review.module.css";
import { ReviewDetail } from "./ReviewDetail";
import { type More, ReviewList } from "./ReviewList";
import { type ReviewSession, useReviewSession } from "./review-session";

/** So many findings before the last one that was fetched the next ones are asked for. */
const AHEAD = 20;

interface Props {
  patientId: Uuid | null;
  patientName?: (patientId: Uuid) => string;
  /** The finding to begin with. */
  start?: Uuid | null;
}

export function ReviewQueue(props: Props) {
  const query = useInfiniteQuery(reviewQuery(props.patientId));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={8} height={52} />}>
      {({ pages }) => <Queue {...props} pages={pages} more={query} />}
    </Loaded>
  );
}

interface QueueProps extends Props {
  pages: ProposalPage[];
  more: More;
}

function Queue({ patientId, patientName, start = null, pages, more }: QueueProps) {
  const waiting = useMemo(() => pages.flatMap((page) => page.items), [pages]);
  const session = useReviewSession({
    waiting,
    start,
    isWhole: !more.hasNextPage,
    onCount: useCountWaiting(patientId),
  });
  const { selected, state } = session;
  useFetchAhead(session, more);
  const canDecide =
    selected?.status === "proposed" &&
    !state.sending.includes(selected.id) &&
    session.overtaken(selected) === null;
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
      <Toolbar session={session} left={pages[pages.length - 1]?.total ?? 0} isWhole={!more.hasNextPage} />
      <div className={classes.panes}>
        <ReviewList session={session} patientName={patientName} more={more} />
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

/** The next ones come before they are needed; one that was asked for by its link is looked for to the end. */
function useFetchAhead({ items, selected }: ReviewSession, more: More): void {
  const isNearEnd = selected === null || items.indexOf(selected) >= items.length - AHEAD;
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = more;
  const isDue = isNearEnd && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (isDue) void fetchNextPage();
  }, [isDue, fetchNextPage]);
}

interface ToolbarProps {
  session: ReviewSession;
  /** How many wait, fetched or not. */
  left: number;
  isWhole: boolean;
}

function Toolbar({ session, left, isWhole }: ToolbarProps) {
  const green = session.green.length;
  const done = Object.values(session.state.decided).filter((one) => one.status !== "proposed").length;
  const isBusy = session.state.sending.length > 0;
  return (
    <Group justify="space-between" gap="xs">
      <Text fz="sm" role="status" data-testid="review-count">
        <b>{grouped(left)}</b> of {plural(left + done, "finding")} left
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
          {isBusy && green > 0
            ? `Accepting, ${green} left`
            : `Accept ${isWhole ? "all" : "the first"} ${green} read clearly`}
        </Button>
      </Group>
    </Group>
  );
}
