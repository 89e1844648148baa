/** What was found in one document, beside its page. A doctor decides here too; a patient sees where each stands. */
import {
  ActionIcon,
  Anchor,
  Group,
  Skeleton,
  Stack,
  Text,
  Title,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { explain } from "@/api/errors";
import type { Proposal, Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { useChartPaths } from "@/components/paths";
import { type Decision, isOvertaken, sendDecision, useRefreshAfterDecisions } from "./decide";
import classes from "./document-view.module.css";
import { titleOf } from "./facts";
import { ProposalLine } from "./ProposalLine";
import { ProposalMark } from "./ProposalWords";

interface Props {
  query: UseQueryResult<Proposal[]>;
  isBusy: boolean;
  chosen: Uuid | null;
  onChoose: (id: Uuid) => void;
  canDecide: boolean;
}

export function FindingList({ query, isBusy, chosen, onChoose, canDecide }: Props) {
  return (
    <section>
      <Title order={2} mb="xs">
        Found in it
      </Title>
      <Loaded query={query} skeleton={<Skeleton height={180} />} compact>
        {(items) =>
          items.length === 0 ? (
            <Text fz="sm" c="dimmed">
              {isBusy
                ? "What is found appears here while the document is read."
                : "No results, conditions or medicines were found in this document."}
            </Text>
          ) : (
            <Stack gap={4} component="ul" className={classes.findings} data-testid="findings">
              {items.map((proposal) => (
                <li key={proposal.id}>
                  <Finding
                    proposal={proposal}
                    isChosen={proposal.id === chosen}
                    onChoose={() => onChoose(proposal.id)}
                    canDecide={canDecide}
                  />
                </li>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </section>
  );
}

interface FindingProps {
  proposal: Proposal;
  isChosen: boolean;
  onChoose: () => void;
  canDecide: boolean;
}

function Finding({ proposal, isChosen, onChoose, canDecide }: FindingProps) {
  const [error, setError] = useState<string | null>(null);
  const [wasOvertaken, setOvertaken] = useState(false);
  const [isSending, setSending] = useState(false);
  const refresh = useRefreshAfterDecisions();
  const review = useChartPaths().review?.(proposal.patient_uuid, proposal.id);
  const decide = async (decision: Decision): Promise<void> => {
    setSending(true);
    setError(null);
    try {
      await sendDecision(proposal, decision);
      refresh([proposal]);
    } catch (failure) {
      setError(explain(failure).detail);
      setOvertaken(isOvertaken(failure, decision));
    } finally {
      setSending(false);
    }
  };
  return (
    <div className={classes.finding} data-chosen={isChosen || undefined}>
      <UnstyledButton className={classes.findingButton} onClick={onChoose} aria-pressed={isChosen}>
        <ProposalLine proposal={proposal} />
        {(proposal.status !== "proposed" || proposal.tone === "amber") && (
          <ProposalMark proposal={proposal} />
        )}
      </UnstyledButton>
      {canDecide && proposal.status === "proposed" && (
        <Group gap={2} wrap="nowrap">
          <Tooltip label="Accept">
            <ActionIcon
              color="teal"
              aria-label={`Accept ${titleOf(proposal)}`}
              loading={isSending}
              onClick={() => void decide({ verb: "accept", correction: null })}
            >
              <IconCheck size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Reject">
            <ActionIcon
              aria-label={`Reject ${titleOf(proposal)}`}
              disabled={isSending}
              onClick={() => void decide({ verb: "reject", reason: "Not right" })}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
      {error && (
        <Text role="alert" fz="sm" c="var(--salus-critical)" className={classes.findingError}>
          {error}
          {wasOvertaken && review && (
            <>
              {" "}
              <Anchor component={Link} to={review as never} fz="sm">
                Compare both
              </Anchor>
            </>
          )}
        </Text>
      )}
    </div>
  );
}
