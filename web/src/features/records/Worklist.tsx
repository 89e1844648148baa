/** My patients who need me, ranked, each with its reason in one line. */
import { Badge, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChecklist, IconCoffee, IconFileText } from "@tabler/icons-react";
import { useState } from "react";
import type { WorklistItem } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Key } from "@/components/Keys";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { useListKeys } from "@/components/useListKeys";
import { type MarkTone, plural, SEX_WORDS } from "@/lib/words";
import { worklistQuery } from "./worklist-query";
import classes from "./worklist.module.css";

type Filter = "all" | "results" | "documents";

/** Proposals of a lower rank hold no result outside its range and no urgent marker. */
const WORST_PAPERWORK = 4;

const FILTERS: Record<Filter, (item: WorklistItem) => boolean> = {
  all: () => true,
  // A result that was read from a document and waits for review is one of them, by its rank.
  results: (item) =>
    ["critical-result", "abnormal-result", "trend"].includes(item.kind ?? "") ||
    (item.kind === "proposals" && item.rank <= WORST_PAPERWORK),
  documents: (item) => item.unread_documents + item.pending_proposals > 0,
};

/** Rank 1 is the most urgent of 9. */
export function urgency(rank: number): { tone: MarkTone; word: string } {
  if (rank <= 2) return { tone: "critical", word: "Now" };
  if (rank <= 5) return { tone: "warning", word: "Today" };
  return { tone: "unknown", word: "When you can" };
}

export function Worklist() {
  const query = useQuery(worklistQuery);
  const [filter, setFilter] = useState<Filter>("all");
  const list = useListKeys<HTMLUListElement>();
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={8} height={64} />}>
      {(items) => (
        <Stack gap="sm">
          <Group justify="space-between">
            <SegmentedControl
              size="sm"
              aria-label="Show"
              value={filter}
              onChange={(value) => setFilter(value as Filter)}
              data={(Object.keys(FILTERS) as Filter[]).map((value) => ({
                value,
                label: `${{ all: "All", results: "Results", documents: "Documents" }[value]} ${items.filter(FILTERS[value]).length}`,
              }))}
            />
            <Group gap={6} visibleFrom="sm" fz="xs" c="dimmed" aria-hidden>
              <Key>j</Key>
              <Key>k</Key> to move <Key>Enter</Key> to open
            </Group>
          </Group>
          <Items items={items.filter(FILTERS[filter])} list={list} />
        </Stack>
      )}
    </Loaded>
  );
}

function Items({ items, list }: { items: WorklistItem[]; list: React.RefObject<HTMLUListElement | null> }) {
  if (items.length === 0) {
    return (
      <EmptyState icon={<IconCoffee size={26} />} title="Nothing needs you right now">
        Patients appear here by themselves when a result is out of range, a document arrives or a finding
        waits for your word. Press Ctrl K to open any patient.
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list} ref={list} data-testid="worklist">
      {items.map((item) => (
        <li key={item.patient.uuid}>
          <Row item={item} />
        </li>
      ))}
    </ul>
  );
}

function Row({ item }: { item: WorklistItem }) {
  const { patient } = item;
  const { tone, word } = urgency(item.rank);
  return (
    <Link
      to="/patients/$patientId"
      params={{ patientId: patient.uuid }}
      className={classes.row}
      data-tone={tone}
      data-list-item
    >
      <span className={classes.urgency}>
        <Mark tone={tone}>{word}</Mark>
      </span>
      <span className={classes.who}>
        <span className={classes.name}>{patient.display_name}</span>
        <span className={classes.quiet}>
          {patient.age === null ? "age unknown" : plural(patient.age, "year")},{" "}
          {SEX_WORDS[patient.sex].toLowerCase()}
        </span>
      </span>
      <span className={classes.why}>
        <span className={classes.reason}>{item.reason}</span>
        <span className={classes.quiet}>
          {item.at && <DateText value={item.at} withTime relative />}
          {item.open_reasons > 1 && ` · ${plural(item.open_reasons - 1, "more reason")}`}
        </span>
      </span>
      <span className={classes.counts}>
        {item.unread_documents > 0 && (
          <Count icon={<IconFileText size={13} />} number={item.unread_documents} words="unread document" />
        )}
        {item.pending_proposals > 0 && (
          <Count icon={<IconChecklist size={13} />} number={item.pending_proposals} words="finding" />
        )}
      </span>
    </Link>
  );
}

function Count({ icon, number, words }: { icon: React.ReactNode; number: number; words: string }) {
  return (
    <Badge color="gray" size="md" leftSection={icon} component="span">
      <Text span inherit>
        {plural(number, words)}
      </Text>
    </Badge>
  );
}
