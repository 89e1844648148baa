/** Who did what, when, with which outcome; filters, and proof that nothing was changed. */
import { Button, ScrollArea, Select, Stack, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconFilterOff, IconShieldSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { AuditRow } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import classes from "./admin.module.css";
import { type AuditFilters, auditQuery, filtersIn, NO_FILTERS } from "./audit";
import { VerifyChain } from "./VerifyChain";

const DEBOUNCE_MS = 300;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function AuditView() {
  const [filters, setFilters] = useState(() => filtersIn(window.location.search));
  const [settled] = useDebouncedValue(filters, DEBOUNCE_MS);
  const query = useInfiniteQuery(auditQuery(onlyWhole(settled)));
  return (
    <Stack gap="sm">
      <VerifyChain />
      <Filters filters={filters} onChange={setFilters} />
      <Loaded query={query} skeleton={<RowsSkeleton rows={12} height={34} />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          if (rows.length === 0) return <NoRows />;
          return (
            <>
              <AuditTable rows={rows} onFilter={(part) => setFilters({ ...filters, ...part })} />
              {query.hasNextPage && (
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show older rows
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

/** Half a number typed is not a filter yet. */
function onlyWhole(filters: AuditFilters): AuditFilters {
  const whole = (text: string): string => (UUID.test(text.trim()) ? text.trim() : "");
  return {
    ...filters,
    actor: whole(filters.actor),
    patient: whole(filters.patient),
    action: filters.action.trim(),
  };
}

interface FilterProps {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
}

function Filters({ filters, onChange }: FilterProps) {
  const set = (part: Partial<AuditFilters>): void => onChange({ ...filters, ...part });
  const isFiltered = Object.values(filters).some(Boolean);
  return (
    <div className={classes.filters} role="search" aria-label="Filter the audit trail">
      <TextInput
        label="Action"
        placeholder="chart.open"
        value={filters.action}
        onChange={(event) => set({ action: event.currentTarget.value })}
      />
      <Select
        label="Outcome"
        placeholder="Any"
        clearable
        data={[
          { value: "allowed", label: "Allowed" },
          { value: "refused", label: "Refused" },
        ]}
        value={filters.outcome || null}
        onChange={(value) => set({ outcome: value ?? "" })}
      />
      <TextInput
        label="Actor"
        placeholder="Number of the account"
        value={filters.actor}
        onChange={(event) => set({ actor: event.currentTarget.value })}
      />
      <TextInput
        label="Patient"
        placeholder="Number of the patient"
        value={filters.patient}
        onChange={(event) => set({ patient: event.currentTarget.value })}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => onChange(NO_FILTERS)}
        >
          Clear
        </Button>
      )}
    </div>
  );
}

interface TableProps {
  rows: AuditRow[];
  onFilter: (part: Partial<AuditFilters>) => void;
}

function AuditTable({ rows, onFilter }: TableProps) {
  return (
    <ScrollArea
      type="auto"
      scrollbars="x"
      className={classes.table}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Audit trail" }}
    >
      <Table miw={960} data-testid="audit" className={classes.audit}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">Row</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Action</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Patient</Table.Th>
            <Table.Th>What</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.seq} data-outcome={row.outcome}>
              <Table.Td ta="right" c="dimmed">
                {row.seq}
              </Table.Td>
              <Table.Td className={classes.nowrap}>
                <DateText value={row.at} withTime />
              </Table.Td>
              <Table.Td>
                <FilterLink
                  words={row.actor_name ?? row.actor_role}
                  onClick={row.actor_id ? () => onFilter({ actor: row.actor_id ?? "" }) : null}
                />
                <Text span fz="xs" c="dimmed" display="block">
                  {row.actor_role}
                </Text>
              </Table.Td>
              <Table.Td>
                <FilterLink words={row.action} onClick={() => onFilter({ action: row.action })} />
              </Table.Td>
              <Table.Td>
                {row.outcome === "refused" ? (
                  <Mark tone="warning">Refused</Mark>
                ) : (
                  <Mark tone="unknown" icon={<span />}>
                    Allowed
                  </Mark>
                )}
              </Table.Td>
              <Table.Td>
                {row.patient_uuid && (
                  <FilterLink
                    words={row.patient_uuid.slice(-8)}
                    onClick={() => onFilter({ patient: row.patient_uuid ?? "" })}
                  />
                )}
              </Table.Td>
              <Table.Td fz="sm" c="dimmed" className={classes.resource} title={whatWords(row)}>
                {whatWords(row)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function whatWords(row: AuditRow): string {
  const details = Object.entries(row.detail).map(([name, value]) => `${name} ${value}`);
  return [row.resource, ...details].filter(Boolean).join(" · ");
}

function FilterLink({ words, onClick }: { words: string; onClick: (() => void) | null }) {
  if (!onClick) return <span>{words}</span>;
  return (
    <UnstyledButton className={classes.filterLink} onClick={onClick} title="Show only these">
      {words}
    </UnstyledButton>
  );
}

function NoRows() {
  return (
    <EmptyState icon={<IconShieldSearch size={26} />} title="No rows fit">
      Take a filter away to see more. Every reading, every change and every refusal is written here.
    </EmptyState>
  );
}
