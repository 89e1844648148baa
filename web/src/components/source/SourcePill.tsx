/** The small pill after an AI sentence or a value: hover shows the crop, a click opens the source at its place. */
import { HoverCard, Stack, Text } from "@mantine/core";
import { IconFileText, IconHeartbeat, IconListDetails } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ChatSource, Uuid } from "@/api/types";
import { withReadableDates } from "@/lib/dates";
import { PageCrop } from "./PageCrop";
import { useOpenSource, type SourceTarget } from "./SourceContext";
import classes from "./source.module.css";

export type PillState = "confirmed" | "unconfirmed" | "superseded";

const STATE_WORDS: Record<PillState, string> = {
  confirmed: "",
  unconfirmed: "Not confirmed by a person yet",
  superseded: "Superseded by a newer document",
};

/** What a pill needs to know of a source. */
export type PillSource = Pick<
  ChatSource,
  "type" | "label" | "document_id" | "page" | "box" | "quote" | "observation_id"
>;

const HOVER_CONTEXT = { width: 0.6, height: 0.1 };

interface Props {
  source: PillSource;
  patientId: Uuid;
  state: PillState;
  /** What is printed inside the pill; the full label is read out and shown on hover. */
  children: ReactNode;
  number?: number;
  /** For a source whose place is not known before it is asked for. */
  onOpen?: () => void;
}

export function SourcePill({ source, patientId, state, children, number, onOpen }: Props) {
  const open = useOpenSource();
  const target = toTarget(source, patientId);
  const name = describe(source);
  const label = [number ? `Source ${number}:` : "Source:", name, STATE_WORDS[state]]
    .filter(Boolean)
    .join(" ");
  return (
    <HoverCard
      role="tooltip"
      width="min(540px, 92vw)"
      shadow="md"
      openDelay={150}
      closeDelay={80}
      position="top"
      withinPortal
    >
      <HoverCard.Target>
        <button
          type="button"
          className={classes.pill}
          data-state={state}
          data-source-pill
          data-testid="source-pill"
          aria-label={target || onOpen ? `${label}. Open it.` : label}
          onClick={() => (onOpen ? onOpen() : target && open(target))}
        >
          <SourceIcon type={source.type} />
          <span>{children}</span>
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown p="sm">
        <Stack gap={6}>
          <Text fz="sm" fw={600}>
            {name}
          </Text>
          {source.document_id && source.page && source.box ? (
            <PageCrop
              least={HOVER_CONTEXT}
              documentId={source.document_id}
              page={source.page}
              box={source.box}
              quote={source.quote}
            />
          ) : (
            source.quote && <Text fz="sm">{source.quote}</Text>
          )}
          {STATE_WORDS[state] && (
            <Text fz="xs" c="dimmed">
              {STATE_WORDS[state]}
            </Text>
          )}
        </Stack>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

export function SourceIcon({ type, size = 13 }: { type: string; size?: number }) {
  const Icon = type === "document" ? IconFileText : type === "observation" ? IconHeartbeat : IconListDetails;
  return <Icon size={size} aria-hidden style={{ flex: "none" }} />;
}

export function describe(source: PillSource): string {
  const label = withReadableDates(source.label);
  return source.page ? `${label}, page ${source.page}` : label;
}

export function toTarget(source: PillSource, patientId: Uuid): SourceTarget | null {
  if (source.document_id && source.page) {
    return {
      kind: "page",
      patientId,
      documentId: source.document_id,
      page: source.page,
      box: source.box ?? null,
      quote: source.quote ?? null,
      label: withReadableDates(source.label),
    };
  }
  if (source.observation_id) {
    return {
      kind: "series",
      patientId,
      code: null,
      observationId: source.observation_id,
      label: source.label,
    };
  }
  return null;
}
