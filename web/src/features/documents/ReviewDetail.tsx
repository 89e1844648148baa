/** One finding: the place on the page, what would be written, and the decision. */
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import {
  IconArrowBackUp,
  IconExternalLink,
  IconPencil,
  IconThumbDown,
  IconThumbUp,
} from "@tabler/icons-react";
import type { Proposal } from "@/api/types";
import { Key } from "@/components/Keys";
import { Notice } from "@/components/Notice";
import { PageCrop } from "@/components/source/PageCrop";
import { useOpenSource } from "@/components/source/SourceContext";
import { DateText } from "@/components/DateText";
import { PROPOSAL_KINDS } from "@/lib/words";
import { CorrectionForm } from "./CorrectionForm";
import { Choice, Disagreement } from "./Disagreement";
import { factLines, titleOf } from "./facts";
import { confidenceWords, ProposalMark } from "./ProposalWords";
import { comparisonQuery } from "./proposals";
import classes from "./review.module.css";
import type { ReviewSession } from "./review-session";

const CONTEXT = { width: 0.85, height: 0.17 };
/** On a phone less of the page, so that it can be read. */
const CLOSE = { width: 0.5, height: 0.1 };

interface Props {
  proposal: Proposal;
  session: ReviewSession;
  /** Whose chart would be written; left out where the chart's banner says it. */
  patient?: string;
}

export function ReviewDetail({ proposal, session, patient }: Props) {
  const error = session.state.errors[proposal.id];
  return (
    <section className={classes.detail} aria-label="The chosen finding" data-testid="review-detail">
      <Stack gap="md">
        <div>
          <Group justify="space-between" gap="sm">
            <Text fz="sm" c="dimmed">
              {patient && <b className={classes.whose}>{patient} · </b>}
              {PROPOSAL_KINDS[proposal.kind]} · {confidenceWords(proposal.confidence)}
            </Text>
            <ProposalMark proposal={proposal} overtaken={session.overtaken(proposal)} />
          </Group>
          <Text fz="xl" fw={640} lh={1.3} component="h3" m={0}>
            {titleOf(proposal)}
          </Text>
        </div>
        <Printed proposal={proposal} />
        {error && (
          <Notice tone="critical" urgent>
            {error} Nothing was written.
          </Notice>
        )}
        {session.overtaken(proposal) ? (
          <Disagreement proposal={proposal} session={session} />
        ) : session.state.editing ? (
          <CorrectionForm
            proposal={proposal}
            isSending={session.state.sending.includes(proposal.id)}
            onCancel={() => session.edit(false)}
            onAccept={(correction) => void session.decide(proposal, { verb: "accept", correction })}
          />
        ) : (
          <Undisputed proposal={proposal} session={session} />
        )}
      </Stack>
    </section>
  );
}

/** Of one that the chart has by name it is looked up first whether the chart really says the same. */
function Undisputed({ proposal, session }: Omit<Props, "patient">) {
  const isKnown = proposal.status === "proposed" && proposal.in_chart !== null;
  const comparison = useQuery({ ...comparisonQuery(proposal.id), enabled: isKnown });
  if (isKnown && comparison.isPending) return <Skeleton height={180} />;
  if (isKnown && comparison.data?.standing?.differing.length)
    return <Choice found={comparison.data} session={session} attempt={null} isUrgent={false} />;
  return (
    <>
      <WouldBeWritten proposal={proposal} />
      <Decisions proposal={proposal} session={session} />
    </>
  );
}

function Printed({ proposal }: { proposal: Proposal }) {
  const isPhone = useMediaQuery("(max-width: 48em)");
  const open = useOpenSource();
  return (
    <figure className={classes.printed}>
      <figcaption>
        <Text fz="sm" fw={560} component="span">
          The page says
        </Text>
        <Button
          size="compact-sm"
          variant="subtle"
          rightSection={<IconExternalLink size={14} aria-hidden />}
          onClick={() =>
            open({
              kind: "page",
              patientId: proposal.patient_uuid,
              documentId: proposal.document_id,
              page: proposal.page,
              box: proposal.box,
              quote: proposal.quote,
              label: titleOf(proposal),
            })
          }
        >
          Open page {proposal.page}
        </Button>
      </figcaption>
      <PageCrop
        documentId={proposal.document_id}
        page={proposal.page}
        box={proposal.box}
        quote={proposal.quote}
        least={isPhone ? CLOSE : CONTEXT}
      />
    </figure>
  );
}

function WouldBeWritten({ proposal }: { proposal: Proposal }) {
  return (
    <div>
      <Text fz="sm" fw={560} mb={6}>
        {proposal.status === "proposed" ? "The chart would say" : "The chart says"}
      </Text>
      <dl className={classes.fact}>
        {factLines(proposal.kind, proposal.fact).map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd>{line.words}</dd>
          </div>
        ))}
      </dl>
      {proposal.word && (
        <Text fz="sm" c="dimmed" mt={6}>
          The page says “{proposal.word}”. Look whether this holds for this patient now.
        </Text>
      )}
      {proposal.in_chart && proposal.status === "proposed" && (
        <Text fz="sm" c="dimmed" mt={6}>
          The chart already says the same.
        </Text>
      )}
    </div>
  );
}

function Decisions({ proposal, session }: { proposal: Proposal; session: ReviewSession }) {
  const isSending = session.state.sending.includes(proposal.id);
  if (proposal.status !== "proposed") {
    return (
      <Group gap="sm">
        <Text fz="sm" c="dimmed" component="div">
          {proposal.decided_by && `By ${proposal.decided_by}, `}
          {proposal.decided_at && <DateText value={proposal.decided_at} withTime />}
        </Text>
        <Button
          variant="default"
          size="sm"
          loading={isSending}
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => void session.decide(proposal, { verb: "undo" })}
        >
          Take back
        </Button>
      </Group>
    );
  }
  return (
    <Group gap="xs" className={classes.decisions}>
      <Button
        loading={isSending}
        leftSection={<IconThumbUp size={17} aria-hidden />}
        rightSection={<Key>a</Key>}
        onClick={() => void session.decide(proposal, { verb: "accept", correction: null })}
        data-testid="accept"
      >
        Accept
      </Button>
      <Button
        variant="default"
        leftSection={<IconPencil size={17} aria-hidden />}
        rightSection={<Key>e</Key>}
        onClick={() => session.edit(true)}
        data-testid="edit"
      >
        Edit
      </Button>
      <Button
        variant="default"
        leftSection={<IconThumbDown size={17} aria-hidden />}
        rightSection={<Key>r</Key>}
        onClick={() => void session.decide(proposal, { verb: "reject", reason: "Not right" })}
        data-testid="reject"
      >
        Reject
      </Button>
    </Group>
  );
}
