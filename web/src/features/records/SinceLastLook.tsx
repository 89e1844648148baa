/** The first card of a chart: what is new since this reader was here. */
import { Text } from "@mantine/core";
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
}

export function SinceLastLook({ patientId, since, title, limit = 5 }: Props) {
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
      <ChangeList patientId={patientId} items={since.changes.slice(0, limit)} isFirst={since.at === null} />
      {since.count > Math.min(limit, since.changes.length) && (
        <Text fz="sm" c="dimmed" px="md" pb="sm">
          {since.count - Math.min(limit, since.changes.length)} more in the timeline
        </Text>
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
