/** A finding in two lines: what it is, and how it stands. */
import type { Proposal } from "@/api/types";
import { Mark } from "@/components/Mark";
import { longDate } from "@/lib/dates";
import { rangeWords, standing, STANDING_WORDS, standingTone, unitWords } from "@/lib/values";
import { PROPOSAL_KINDS } from "@/lib/words";
import { asResult, titleOf } from "./facts";
import classes from "./proposal-line.module.css";

export function ProposalLine({ proposal }: { proposal: Proposal }) {
  return (
    <span className={classes.line}>
      <span className={classes.title} data-status={proposal.status}>
        {titleOf(proposal)}
      </span>
      <span className={classes.quiet}>
        {proposal.kind === "observation" ? (
          <ResultWords proposal={proposal} />
        ) : (
          PROPOSAL_KINDS[proposal.kind]
        )}
        {` · page ${proposal.page}`}
      </span>
    </span>
  );
}

function ResultWords({ proposal }: { proposal: Proposal }) {
  const result = asResult(proposal.fact);
  const where = standing(result);
  const range = rangeWords(result);
  return (
    <>
      {where !== "normal" && where !== "unknown" && (
        <>
          <Mark tone={standingTone(where)}>{STANDING_WORDS[where]}</Mark>{" "}
        </>
      )}
      {range ? `range ${range} ${unitWords(result.unit)}`.trim() : PROPOSAL_KINDS.observation}
      {result.effective_at && ` · ${longDate(result.effective_at)}`}
    </>
  );
}
