/** Paper and chart say different things, or a colleague was faster: both side by side, and a person says which stands. */
import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFileCheck, IconLock, IconPencil } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Comparison, Proposal } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { TwoVersions } from "@/components/TwoVersions";
import type { Difference } from "@/lib/differences";
import { CorrectionForm } from "./CorrectionForm";
import type { Fact } from "./decide";
import { compareFacts } from "./facts";
import { comparisonQuery } from "./proposals";
import type { ReviewSession } from "./review-session";

const TAKEN_BACK = "Somebody decided this and took it back while it lay open here. Look at it again.";
const KEPT = "What the chart says stays";

interface Props {
  proposal: Proposal;
  session: ReviewSession;
}

/** After an attempt, or when it was decided elsewhere: whatever is true now is shown. */
export function Disagreement({ proposal, session }: Props) {
  const query = useQuery(comparisonQuery(proposal.id));
  return (
    <Loaded query={query} skeleton={<Skeleton height={280} />} compact>
      {(found) => <Found found={found} session={session} />}
    </Loaded>
  );
}

function Found({ found, session }: { found: Comparison; session: ReviewSession }) {
  const { proposal: now } = found;
  const attempt = session.state.contested[now.id] ?? null;
  const isSettled = !isChoice(found, attempt);
  const { look } = session;
  useEffect(() => {
    if (isSettled) look(now, isOpen(now) ? TAKEN_BACK : null);
  }, [isSettled, now]);
  if (isSettled) return <Skeleton height={280} />;
  return <Choice found={found} session={session} attempt={attempt} isUrgent />;
}

/** Where both say the same, or the document was replaced, there is nothing to choose. */
function isChoice({ proposal: now, standing }: Comparison, attempt: Fact | null): boolean {
  if (now.is_source_deleted || now.status === "superseded") return false;
  if (standing === null) return !isOpen(now);
  if (isOpen(now) && attempt === null) return standing.differing.length > 0;
  return isRejected(now) || compareFacts(now.kind, standing.fact, now.read_fact, attempt).some(differs);
}

function differs(row: Difference): boolean {
  return row.differs;
}

interface ChoiceProps {
  found: Comparison;
  session: ReviewSession;
  /** The correction that was to be written, if there was one. */
  attempt: Fact | null;
  /** It answers what the reader just did: read out at once, with the safe choice under the hand. */
  isUrgent: boolean;
}

/** Keep, take or correct. */
export function Choice({ found, session, attempt, isUrgent }: ChoiceProps) {
  const { proposal: now, standing } = found;
  const [isEditing, setEditing] = useState(false);
  const isSending = session.state.sending.includes(now.id);
  const keep = (): void => {
    if (isOpen(now)) return void session.decide(now, { verb: "reject", reason: KEPT });
    session.look(now, null);
    session.goOn();
  };
  const take = (correction: Fact | null): void =>
    void (standing
      ? session.decide(now, { verb: "replace", standing: standing.version, correction })
      : session.decideAnew(now, correction));
  if (isEditing) {
    return (
      <CorrectionForm
        proposal={{ ...now, fact: { ...now.read_fact, ...attempt } }}
        isSending={isSending}
        onCancel={() => setEditing(false)}
        onAccept={(correction) => take(correction || attempt ? { ...attempt, ...correction } : null)}
      />
    );
  }
  const choices = (
    <>
      <Button
        variant="default"
        leftSection={<IconLock size={17} aria-hidden />}
        autoFocus={isUrgent}
        disabled={isSending}
        onClick={keep}
        data-testid="keep"
      >
        {standing ? "Keep what stands" : isRejected(now) ? "Leave it rejected" : "Go on"}
      </Button>
      {(standing ?? isRejected(now)) && (
        <>
          <Button
            variant="default"
            leftSection={<IconFileCheck size={17} aria-hidden />}
            loading={isSending}
            onClick={() => take(attempt)}
            data-testid="take"
          >
            {attempt ? "Write mine" : "Take what the page says"}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPencil size={17} aria-hidden />}
            disabled={isSending}
            onClick={() => setEditing(true)}
            data-testid="correct"
          >
            Correct
          </Button>
        </>
      )}
    </>
  );
  if (!standing) {
    return (
      <Stack gap="md" data-testid="conflict">
        <Notice tone="warning" urgent={isUrgent} title={titleOf(now)}>
          {now.decided_at && <DateText value={now.decided_at} withTime relative />}. The chart says nothing of
          it, and nothing of yours was written.
        </Notice>
        <Group gap="xs">{choices}</Group>
      </Stack>
    );
  }
  return (
    <TwoVersions
      title={titleOf(now)}
      note={
        isUrgent
          ? "Nothing of yours was written, and nothing is lost. Choose what shall stand."
          : "Nothing is written until you choose what shall stand."
      }
      urgent={isUrgent}
      standing={standing}
      other={attempt ? "Yours" : "The page says"}
      rows={compareFacts(now.kind, standing.fact, now.read_fact, attempt)}
    >
      {choices}
    </TwoVersions>
  );
}

function titleOf({ status, decided_by: by }: Proposal): string {
  return status === "proposed"
    ? "The chart says something else"
    : `${by ?? "Somebody"} ${status} this meanwhile`;
}

function isOpen({ status }: Proposal): boolean {
  return status === "proposed";
}

function isRejected({ status }: Proposal): boolean {
  return status === "rejected";
}
