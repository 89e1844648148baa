/** What a proposal is and where it stands with people, in words and icons. */
import type { Proposal } from "@/api/types";
import { Mark } from "@/components/Mark";
import { IconEyeExclamation, IconCheck } from "@tabler/icons-react";
import type { MarkTone } from "@/lib/words";
import type { Overtaken } from "./review-session";

const STATUS: Record<Exclude<Proposal["status"], "proposed">, { tone: MarkTone; word: string }> = {
  accepted: { tone: "normal", word: "Accepted" },
  corrected: { tone: "normal", word: "Corrected" },
  rejected: { tone: "unknown", word: "Rejected" },
  superseded: { tone: "unknown", word: "Superseded" },
};

interface Props {
  proposal: Proposal;
  /** Somebody else was faster; how is told when it is opened. */
  overtaken?: Overtaken | null;
}

export function ProposalMark({ proposal, overtaken = null }: Props) {
  if (overtaken === "contested") return <Mark tone="warning">Compare both</Mark>;
  if (overtaken === "elsewhere") return <Mark tone="unknown">Decided meanwhile</Mark>;
  if (proposal.status !== "proposed") {
    const { tone, word } = STATUS[proposal.status];
    return <Mark tone={tone}>{word}</Mark>;
  }
  if (proposal.tone === "green") {
    // Of the reading, not of the patient: neither green nor a bare "clear" may stand beside a result out of range.
    return (
      <Mark tone="unknown" icon={<IconCheck size={14} stroke={2.5} />}>
        Read clearly
      </Mark>
    );
  }
  return (
    <Mark tone="warning" icon={<IconEyeExclamation size={15} />}>
      Look closely
    </Mark>
  );
}

export function confidenceWords(confidence: number): string {
  return `${Math.round(confidence * 100)} % sure`;
}
