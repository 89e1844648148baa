/** Who has looked, in plain words. */
import { Button, Group, Switch, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import type { AccessEntry, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { sentence } from "@/lib/words";
import { accessLogQuery } from "./access-log";
import classes from "./access.module.css";

interface Props {
  patientId: Uuid;
  /** Only the newest few, and only of other people: the short list on the first page. */
  others?: number;
}

export function AccessLog({ patientId, others }: Props) {
  const [withMine, setWithMine] = useState(false);
  const query = useInfiniteQuery({
    ...accessLogQuery(patientId, !withMine),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {others === undefined && (
        <Switch
          mb="sm"
          label="Show my own visits and the machine's work too"
          checked={withMine}
          onChange={(event) => setWithMine(event.currentTarget.checked)}
        />
      )}
      <Loaded query={query} skeleton={<RowsSkeleton rows={others ?? 8} height={44} />} compact>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.items).slice(0, others);
          return entries.length === 0 ? (
            <Nobody />
          ) : (
            <Entries entries={entries} isCard={others === undefined} />
          );
        }}
      </Loaded>
      {others === undefined && query.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show earlier
          </Button>
        </Group>
      )}
    </>
  );
}

function Nobody() {
  return (
    <EmptyState compact icon={<IconEye size={22} />} title="Nobody else has looked">
      Each time somebody opens your record, it is written here.
    </EmptyState>
  );
}

function Entries({ entries, isCard }: { entries: AccessEntry[]; isCard: boolean }) {
  return (
    <ul className={classes.log} data-card={isCard || undefined} data-testid="access-log">
      {entries.map((entry, index) => (
        <li key={`${entry.at}-${index}`}>
          <div className={classes.entry}>
            <div>
              <Text fz="md" fw={560} lh={1.35}>
                {entry.who}
              </Text>
              <Text fz="sm" c="dimmed" component="div">
                {sentence(entry.what)}
                {entry.times > 1 && `, ${entry.times}\u00a0times`}
                {entry.is_emergency && (
                  <>
                    {" "}
                    <Mark tone="information">Emergency</Mark>
                  </>
                )}
                {entry.is_refused && (
                  <>
                    {" "}
                    <Mark tone="warning">Refused</Mark>
                  </>
                )}
              </Text>
            </div>
            <Text fz="sm" c="dimmed" component="div">
              <DateText value={entry.at} withTime />
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
