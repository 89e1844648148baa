/** Entries of the timeline as short lines. */
import { Text } from "@mantine/core";
import type { TimelineItem, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { EntryLink } from "./EntryLink";
import { KindIcon } from "./kind-icon";
import classes from "./records.module.css";

export function EntryList({ patientId, items }: { patientId: Uuid; items: TimelineItem[] }) {
  return (
    <ul className={classes.changes}>
      {items.map((item) => (
        <li key={item.id}>
          <EntryLink patientId={patientId} item={item} className={classes.change}>
            <span className={classes.changeIcon} data-tone={item.tone}>
              <KindIcon kind={item.kind} />
            </span>
            <Text span fz="md">
              <Text span inherit fw={560}>
                {item.title}
              </Text>
              {item.summary && item.summary !== item.title && (
                <Text span inherit c="dimmed">
                  {" "}
                  · {item.summary}
                </Text>
              )}
            </Text>
            <Text span fz="sm" c="dimmed">
              <DateText value={item.at} />
            </Text>
          </EntryLink>
        </li>
      ))}
    </ul>
  );
}
