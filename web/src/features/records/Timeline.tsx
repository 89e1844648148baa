/** Everything about a patient on one line, newest first, with a filter by kind. */
import { Button, Chip, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconTimeline } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import type { TimelineItem, Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { clock, hasTime, longDate, parseDate, shortDate } from "@/lib/dates";
import { TIMELINE_FILTERS, timelineKindWords } from "@/lib/words";
import { EntryLink } from "./EntryLink";
import { KindIcon } from "./kind-icon";
import classes from "./records.module.css";
import { TimelineLanes } from "./TimelineLanes";
import { timelineOverviewQuery, timelineQuery } from "./timeline-query";

export function Timeline({ patientId }: { patientId: Uuid }) {
  const [kinds, setKinds] = useState<string[]>([]);
  const query = useInfiniteQuery(timelineQuery(patientId, kinds));
  return (
    <Stack gap="sm">
      <Overview patientId={patientId} />
      <Chip.Group multiple value={kinds} onChange={setKinds}>
        <Group gap={8} role="group" aria-label="Show only">
          {TIMELINE_FILTERS.map((kind) => (
            <Chip key={kind} value={kind} size="sm" variant="outline">
              {timelineKindWords(kind)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Loaded query={query} skeleton={<RowsSkeleton rows={8} height={40} />}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0) return <NoEntries filtered={kinds.length > 0} />;
          return (
            <>
              <Entries patientId={patientId} items={items} />
              {query.hasNextPage && (
                <Button
                  variant="default"
                  onClick={() => void query.fetchNextPage()}
                  loading={query.isFetchingNextPage}
                  style={{ alignSelf: "center" }}
                >
                  Show earlier entries
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

function Overview({ patientId }: { patientId: Uuid }) {
  const query = useQuery(timelineOverviewQuery(patientId));
  return (
    <Loaded query={query} skeleton={<Skeleton height={180} />} compact>
      {(items) => items.length > 0 && <TimelineLanes patientId={patientId} items={items} />}
    </Loaded>
  );
}

function Entries({ patientId, items }: { patientId: Uuid; items: TimelineItem[] }) {
  return (
    <ol className={classes.timeline} data-testid="timeline">
      {items.map((item, index) => {
        const year = parseDate(item.at)?.getFullYear();
        const before = items[index - 1];
        const isNewYear = !before || parseDate(before.at)?.getFullYear() !== year;
        return (
          <Fragment key={item.id}>
            {isNewYear && <li className={classes.year}>{year ?? "Date unknown"}</li>}
            <li className={classes.entry}>
              <div className={classes.when}>
                <time dateTime={item.at} title={longDate(item.at)}>
                  {longDate(item.at).split(" ")[0]} {shortDate(item.at).replace(/ \d{4}$/, "")}
                </time>
                {hasTime(item.at) && <div>{clock(item.at)}</div>}
              </div>
              <span className={classes.node} data-tone={item.tone} title={timelineKindWords(item.kind)}>
                <KindIcon kind={item.kind} size={15} />
                <span className="visually-hidden">{timelineKindWords(item.kind)}</span>
              </span>
              <EntryLink patientId={patientId} item={item} className={classes.what}>
                <Text span fz="md" fw={560} display="block" lh={1.35}>
                  {item.title}
                </Text>
                {item.summary && item.summary !== item.title && (
                  <Text span fz="sm" c="dimmed" display="block">
                    {item.summary}
                  </Text>
                )}
              </EntryLink>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

function NoEntries({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState
      icon={<IconTimeline size={26} />}
      title={filtered ? "Nothing of this kind" : "Nothing has happened yet"}
    >
      {filtered
        ? "Take a filter away to see more."
        : "Visits, results, documents and medicines appear here in the order in which they happened."}
    </EmptyState>
  );
}
