/** Background work: how it goes, why it stopped, and another try. */
import { Button, Progress, ScrollArea, SegmentedControl, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconListCheck, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { explain } from "@/api/errors";
import type { Job } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { EmptyState } from "@/components/StateViews";
import { type MarkTone, sentence } from "@/lib/words";
import classes from "./admin.module.css";
import { jobsQuery, useRetryJob } from "./jobs";

const STATUS: Record<Job["status"], { word: string; tone: MarkTone }> = {
  queued: { word: "Waiting", tone: "unknown" },
  running: { word: "Running", tone: "information" },
  succeeded: { word: "Done", tone: "normal" },
  failed: { word: "Will be tried again", tone: "warning" },
  dead: { word: "Given up", tone: "critical" },
};

const FILTERS = [
  { value: "all", label: "All" },
  { value: "running", label: "Running" },
  { value: "queued", label: "Waiting" },
  { value: "failed", label: "To be retried" },
  { value: "dead", label: "Given up" },
  { value: "succeeded", label: "Done" },
];

export function JobsView() {
  const [status, setStatus] = useState<Job["status"] | "all">("all");
  const query = useQuery(jobsQuery(status === "all" ? null : status));
  return (
    <Stack gap="sm">
      <ScrollArea type="never">
        <SegmentedControl
          aria-label="Show"
          value={status}
          onChange={(value) => setStatus(value as typeof status)}
          data={FILTERS}
        />
      </ScrollArea>
      <Loaded query={query} skeleton={<RowsSkeleton rows={8} />}>
        {(jobs) => (jobs.length === 0 ? <NoJobs /> : <JobTable jobs={jobs} />)}
      </Loaded>
    </Stack>
  );
}

function NoJobs() {
  return (
    <EmptyState icon={<IconListCheck size={26} />} title="No jobs here">
      Reading a document, finding results in it and making it searchable are jobs. They appear here when a
      document is uploaded.
    </EmptyState>
  );
}

function JobTable({ jobs }: { jobs: Job[] }) {
  return (
    <ScrollArea
      type="auto"
      scrollbars="x"
      className={classes.table}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Jobs" }}
    >
      <Table miw={860} data-testid="jobs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>What is happening</Table.Th>
            <Table.Th ta="right">Tries</Table.Th>
            <Table.Th>Began</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Action</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <JobRow key={job.job_id} job={job} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function JobRow({ job }: { job: Job }) {
  const retry = useRetryJob();
  const { word, tone } = STATUS[job.status];
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.name}>
        {sentence(job.kind)}
        <Text span fz="xs" c="dimmed" display="block">
          {job.job_id.slice(0, 8)}
        </Text>
      </Table.Th>
      <Table.Td>
        <Mark tone={tone}>{word}</Mark>
      </Table.Td>
      <Table.Td maw={380}>
        {job.status === "running" && (
          <Progress
            value={job.progress * 100}
            size="sm"
            mb={4}
            aria-label={`${Math.round(job.progress * 100)} per cent done`}
          />
        )}
        <Text fz="sm">{job.reason ?? job.message ?? ""}</Text>
      </Table.Td>
      <Table.Td ta="right">{job.attempts}</Table.Td>
      <Table.Td fz="sm">
        <DateText value={job.created_at} withTime />
      </Table.Td>
      <Table.Td ta="right">
        {job.status === "dead" && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={retry.isPending}
            onClick={() =>
              retry.mutate(job.job_id, {
                onError: (error) => notifications.show({ color: "red", message: explain(error).detail }),
              })
            }
          >
            Try again
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
