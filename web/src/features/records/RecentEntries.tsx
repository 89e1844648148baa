/** The newest entries of the timeline in a few lines. */
import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { EntryList } from "./EntryList";
import { timelineQuery } from "./timeline-query";

export function RecentEntries({ patientId, limit }: { patientId: Uuid; limit: number }) {
  const query = useInfiniteQuery(timelineQuery(patientId, []));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={limit} height={28} />} compact>
      {(data) => {
        const items = data.pages[0]?.items.slice(0, limit) ?? [];
        return items.length > 0 ? (
          <EntryList patientId={patientId} items={items} />
        ) : (
          <Text fz="sm" c="dimmed" px="md" pb="md">
            Nothing has happened yet.
          </Text>
        );
      }}
    </Loaded>
  );
}
