/** The findings of a sitting, by document, in the order of the pages. */
import { Button, Text, UnstyledButton } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import type { InfiniteQueryObserverResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Proposal, Uuid } from "@/api/types";
import { DocumentName } from "./DocumentName";
import { ProposalLine } from "./ProposalLine";
import { ProposalMark } from "./ProposalWords";
import classes from "./review.module.css";
import type { ReviewSession } from "./review-session";

/** The way to the findings that were not fetched yet. */
export type More = Pick<
  InfiniteQueryObserverResult,
  "hasNextPage" | "isFetching" | "isFetchingNextPage" | "isFetchNextPageError" | "fetchNextPage"
>;

interface Props {
  session: ReviewSession;
  more: More;
  /** Over several patients each document is headed by whose it is. */
  patientName?: (patientId: Uuid) => string;
}

export function ReviewList({ session, patientName, more }: Props) {
  return (
    <ol className={classes.list} aria-label="Findings" data-testid="review-list">
      {session.items.map((proposal, index) => {
        const isNewDocument = session.items[index - 1]?.document_id !== proposal.document_id;
        return (
          <li key={proposal.id}>
            {isNewDocument && (
              <Text className={classes.document} component="h2">
                {patientName && <b>{patientName(proposal.patient_uuid)} · </b>}
                <DocumentName documentId={proposal.document_id} />
              </Text>
            )}
            <Item proposal={proposal} session={session} />
          </li>
        );
      })}
      {more.hasNextPage && <MoreFindings more={more} />}
    </ol>
  );
}

/** Fetches by itself when it comes in sight; as a button it also works with the keyboard and after a lost connection. */
function MoreFindings({ more }: { more: More }) {
  const { ref, entry } = useIntersection();
  const isDue = entry?.isIntersecting && !more.isFetching && !more.isFetchNextPageError;
  const { fetchNextPage } = more;
  useEffect(() => {
    if (isDue) void fetchNextPage();
  }, [isDue, fetchNextPage]);
  return (
    <li ref={ref} className={classes.more}>
      <Button
        variant="subtle"
        fullWidth
        loading={more.isFetchingNextPage}
        onClick={() => void fetchNextPage()}
        data-testid="more-findings"
      >
        {more.isFetchNextPageError ? "No more could be fetched. Try again" : "Show more findings"}
      </Button>
    </li>
  );
}

function Item({ proposal, session }: { proposal: Proposal; session: ReviewSession }) {
  const isSelected = session.selected?.id === proposal.id;
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <UnstyledButton
      ref={row}
      className={classes.item}
      data-selected={isSelected || undefined}
      data-status={proposal.status}
      aria-current={isSelected || undefined}
      onClick={() => session.select(proposal.id)}
      data-testid="proposal"
    >
      <ProposalLine proposal={proposal} />
      <ProposalMark proposal={proposal} overtaken={session.overtaken(proposal)} />
    </UnstyledButton>
  );
}
