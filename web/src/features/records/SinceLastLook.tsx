/** The first card of a chart: what is new since this reader was here. */
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { IconSparkles } from "@tabler/icons-react";
import type { Chart, TimelineItem, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Section } from "@/components/Section";
import { EntryList } from "./EntryList";

interface Props {
  patientId: Uuid;
  since: Chart["since_last_look"];
  title?: string;
  limit?: number;
  /** A doctor finds the rest in the timeline; a patient has no such page and opens it here. */
  hasTimeline?: boolean;
}

export function SinceLastLook({ patientId, since, title, limit = 5, hasTimeline = true }: Props) {
  const [isWhole, setWhole] = useState(false);
  const shown = since.changes.slice(0, isWhole ? undefined : limit);
  return (
    <Section
      title={title ?? "Since you last looked"}
      icon={<IconSparkles size={18} />}
      count={since.count}
      note={
        since.at ? (
          <>
            {title === undefined ? "" : "since "}
            <DateText value={since.at} withTime />
          </>
        ) : (
          "first visit"
        )
      }
      flush
    >
      <ChangeList patientId={patientId} items={shown} isFirst={since.at === null} />
      {hasTimeline && since.count > shown.length && (
        <Text fz="sm" c="dimmed" px="md" pb="sm">
          {since.count - shown.length} more in the timeline
        </Text>
      )}
      {!hasTimeline && since.changes.length > shown.length && (
        <Button variant="subtle" size="compact-sm" mx={8} mb="sm" onClick={() => setWhole(true)}>
          Show {since.changes.length - shown.length} more
        </Button>
      )}
    </Section>
  );
}

interface ListProps {
  patientId: Uuid;
  items: TimelineItem[];
  isFirst: boolean;
}

function ChangeList({ patientId, items, isFirst }: ListProps) {
  if (items.length === 0) {
    return (
      <Text c="dimmed" fz="sm" px="md" pb="md">
        {isFirst ? "This is your first visit. From now on, what is new stands here." : "Nothing has changed."}
      </Text>
    );
  }
  return (
    <div data-testid="since-last-look">
      <EntryList patientId={patientId} items={items} />
    </div>
  );
}
