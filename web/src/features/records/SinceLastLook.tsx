/** The first card of a chart: what is new since this reader was here. */
import { Button, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { IconSparkles } from "@tabler/icons-react";
import type { Chart, TimelineItem, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Section } from "@/components/Section";
import { EntryList } from "./EntryList";
import classes from "./records.module.css";

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
  if (title === undefined && since.changes.length === 0) return <NothingNew at={since.at} />;
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

/** One line, so that an empty card does not push the chart down. */
function NothingNew({ at }: { at: string | null }) {
  return (
    <Group component="section" gap="2px 8px" px="md" py={6} className={classes.nothingNew}>
      <IconSparkles size={18} aria-hidden />
      <Title order={2}>Since you last looked</Title>
      <Text fz="sm" c="dimmed" component="div">
        {at ? (
          <>
            nothing has changed since <DateText value={at} withTime />
          </>
        ) : (
          "this is your first visit; from now on, what is new stands here"
        )}
      </Text>
    </Group>
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
