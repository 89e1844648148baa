/** The findings of a sitting, by document, in the order of the pages. */
import { Text, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Proposal, Uuid } from "@/api/types";
import { DocumentName } from "./DocumentName";
import { ProposalLine } from "./ProposalLine";
import { ProposalMark } from "./ProposalWords";
import classes from "./review.module.css";
import type { ReviewSession } from "./review-session";

interface Props {
  session: ReviewSession;
  /** Over several patients each document is headed by whose it is. */
  patientName?: (patientId: Uuid) => string;
}

export function ReviewList({ session, patientName }: Props) {
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
    </ol>
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
      <ProposalMark proposal={proposal} />
    </UnstyledButton>
  );
}
