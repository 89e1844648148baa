/** The whole story at a glance: one lane for each kind, zoomed from a season to a life. The list below says it in words. */
import { Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useState } from "react";
import type { TimelineItem, Uuid } from "@/api/types";
import { longDateTime, parseDate } from "@/lib/dates";
import { percent } from "@/lib/geometry";
import { EntryLink } from "./EntryLink";
import { gridLines, layLanes } from "./lanes";
import classes from "./lanes.module.css";

const DAY_MS = 86_400_000;
const LABEL_WIDTH = 64;
const WINDOWS = { all: null, "5y": 5 * 365.25, "1y": 365.25, "3m": 91 } as const;
type Window = keyof typeof WINDOWS;

interface Props {
  patientId: Uuid;
  items: TimelineItem[];
}

export function TimelineLanes({ patientId, items }: Props) {
  const [window, setWindow] = useState<Window>("all");
  const { ref, width } = useElementSize();
  const now = Date.now();
  const days = WINDOWS[window];
  const oldest = Math.min(now - 30 * DAY_MS, ...items.map((item) => parseDate(item.at)?.getTime() ?? now));
  const from = days === null ? oldest - (now - oldest) * 0.02 : now - days * DAY_MS;
  const to = now + (now - from) * 0.02;
  return (
    <div className={classes.lanes}>
      <Group justify="space-between" mb={6}>
        <Text fz="sm" c="dimmed">
          The newest {items.length} entries
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Time shown"
          value={window}
          onChange={(value) => setWindow(value as Window)}
          data={[
            { value: "all", label: "All" },
            { value: "5y", label: "5 years" },
            { value: "1y", label: "1 year" },
            { value: "3m", label: "3 months" },
          ]}
        />
      </Group>
      <div aria-hidden>
        {layLanes(items, from, to).map((lane) => (
          <div key={lane.label} className={classes.lane}>
            <span className={classes.label}>{lane.label}</span>
            <div className={classes.track}>
              {lane.dots.map(({ item, x }) => (
                <Tooltip key={item.id} label={`${item.title}, ${longDateTime(item.at)}`} openDelay={0}>
                  <span className={classes.place} style={{ left: percent(x) }}>
                    <EntryLink
                      patientId={patientId}
                      item={item}
                      className={classes.dot}
                      tone={item.tone}
                      hidden
                    >
                      {null}
                    </EntryLink>
                  </span>
                </Tooltip>
              ))}
            </div>
          </div>
        ))}
        <div className={classes.axis} ref={ref}>
          {gridLines(from, to, Math.max(2, Math.floor(width / LABEL_WIDTH))).map((line) => (
            <span key={line.label} style={{ left: percent(line.x) }}>
              {line.label}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
