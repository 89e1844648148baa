/** The operator's page: what is amiss, what callers notice, what the engines do, and which statements are slow. */
import { Card, ScrollArea, SegmentedControl, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Operations, OperationsSpan } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { RowsSkeleton } from "@/components/Skeletons";
import { grouped } from "@/lib/words";
import classes from "./admin.module.css";
import own from "./operations.module.css";
import { AlertList } from "./AlertList";
import { MinuteChart } from "./MinuteChart";
import { operationsQuery } from "./operations";

const SPANS: { value: OperationsSpan; label: string; hours: number }[] = [
  { value: "1h", label: "1 hour", hours: 1 },
  { value: "6h", label: "6 hours", hours: 6 },
  { value: "24h", label: "1 day", hours: 24 },
  { value: "7d", label: "7 days", hours: 168 },
];
const HOUR_MS = 3_600_000;
const GIB = 2 ** 30;

export function OperationsView() {
  const [span, setSpan] = useState<OperationsSpan>("6h");
  const query = useQuery(operationsQuery(span));
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Look back"
        value={span}
        onChange={(value) => setSpan(value as OperationsSpan)}
        data={SPANS.map(({ value, label }) => ({ value, label }))}
        style={{ alignSelf: "flex-start" }}
      />
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} height={168} />}>
        {(shown) => <Shown shown={shown} until={query.dataUpdatedAt} span={span} />}
      </Loaded>
    </Stack>
  );
}

function Shown({ shown, until, span }: { shown: Operations; until: number; span: OperationsSpan }) {
  const hours = SPANS.find(({ value }) => value === span)?.hours ?? 6;
  const axis = { from: until - hours * HOUR_MS, to: until, stepMs: shown.step_s * 1000 };
  const minutes = shown.step_s / 60;
  const traffic = shown.traffic;
  const newest = shown.engines[shown.engines.length - 1];
  const requests = traffic.reduce((sum, point) => sum + point.requests, 0);
  const failed = traffic.reduce((sum, point) => sum + point.failed, 0);
  const slowest = traffic[traffic.length - 1]?.p95_ms ?? null;
  return (
    <>
      <AlertList alerts={shown.alerts} />
      <Budget budget={shown.budget} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" data-testid="operations-charts">
        <MinuteChart
          title="Requests a minute"
          now={`${grouped(requests)} in all`}
          unit="a minute"
          moments={traffic.map(({ at, requests: n }) => ({ at, value: round(n / minutes) }))}
          {...axis}
        />
        <MinuteChart
          title="Failed requests a minute"
          now={`${grouped(failed)} in all`}
          unit="a minute"
          moments={traffic.map(({ at, failed: n }) => ({ at, value: round(n / minutes) }))}
          {...axis}
        />
        <MinuteChart
          title="Time to answer, 95th percentile [ms]"
          now={slowest === null ? "no requests" : `at most ${grouped(slowest)} ms`}
          unit="ms at most"
          moments={traffic.map(({ at, p95_ms }) => ({ at, value: p95_ms }))}
          limit={{ value: 100, words: "Promise: 100 ms" }}
          {...axis}
        />
        <MinuteChart
          title="Longest waiting job [s]"
          now={
            newest ? `${grouped(newest.queued)} waiting, ${grouped(newest.running)} running` : "not measured"
          }
          unit="s"
          moments={shown.engines.map(({ at, queue_age_s }) => ({ at, value: round(queue_age_s) }))}
          {...axis}
        />
        <MinuteChart
          title="Free disk [GiB]"
          now={
            newest ? `${gib(newest.disk_free_bytes)} of ${gib(newest.disk_total_bytes)} GiB` : "not measured"
          }
          unit="GiB"
          moments={shown.engines.map(({ at, disk_free_bytes }) => ({
            at,
            value: round(disk_free_bytes / GIB),
          }))}
          {...axis}
        />
        <MinuteChart
          title="Size of the database [MiB]"
          now={newest ? `${grouped(newest.connections)} connections` : "not measured"}
          unit="MiB"
          moments={shown.engines.map(({ at, database_bytes }) => ({
            at,
            value: round(database_bytes / 2 ** 20),
          }))}
          {...axis}
        />
      </SimpleGrid>
      <SlowStatements statements={shown.slow_statements} />
    </>
  );
}

function Budget({ budget }: { budget: Operations["budget"] }) {
  const allowed = Math.floor(budget.requests * (1 - budget.promised_share));
  const left = Math.round(budget.left_share * 100);
  return (
    <Card>
      <Text fw={600}>Error budget of 30 days</Text>
      <Text fz="sm" c="dimmed" mb={8}>
        {(budget.promised_share * 100).toFixed(1)} % of requests must not fail on our side.
      </Text>
      <dl className={classes.figures}>
        <div>
          <dd>{budget.requests === 0 ? "–" : `${left} %`}</dd>
          <dt>of the budget left</dt>
        </div>
        <div>
          <dd>{grouped(budget.failed)}</dd>
          <dt>failed</dt>
        </div>
        <div>
          <dd>{grouped(allowed)}</dd>
          <dt>may fail</dt>
        </div>
        <div>
          <dd>{grouped(budget.requests)}</dd>
          <dt>requests</dt>
        </div>
      </dl>
    </Card>
  );
}

function SlowStatements({ statements }: { statements: Operations["slow_statements"] }) {
  if (statements.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        No statement of the database was slow in this time.
      </Text>
    );
  }
  return (
    <ScrollArea
      type="auto"
      scrollbars="x"
      className={classes.table}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Slow statements" }}
    >
      <Table miw={760} captionSide="top">
        <Table.Caption ta="left" px="md">
          Slow statements of these days, by the time they took in all
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Statement</Table.Th>
            <Table.Th ta="right">Times</Table.Th>
            <Table.Th ta="right">Mean [ms]</Table.Th>
            <Table.Th ta="right">Worst [ms]</Table.Th>
            <Table.Th>Last</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {statements.map((slow) => (
            <Table.Tr key={slow.statement}>
              <Table.Td>
                <code className={own.statement}>{slow.statement}</code>
              </Table.Td>
              <Table.Td ta="right">{grouped(slow.calls)}</Table.Td>
              <Table.Td ta="right">{grouped(Math.round(slow.mean_ms))}</Table.Td>
              <Table.Td ta="right">{grouped(Math.round(slow.worst_ms))}</Table.Td>
              <Table.Td fz="sm">
                <DateText value={slow.last_at} withTime />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}
