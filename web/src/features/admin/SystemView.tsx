/** The health of the system in one look. */
import { Card, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SystemHealth, SystemPart } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { grouped, type MarkTone } from "@/lib/words";
import { refreshMs, systemQuery } from "./system";
import classes from "./admin.module.css";

const STATES: Record<SystemPart["state"], { word: string; tone: MarkTone }> = {
  ok: { word: "Working", tone: "normal" },
  degraded: { word: "Slow or partly down", tone: "warning" },
  down: { word: "Down", tone: "critical" },
};

const JOBS: [string, string][] = [
  ["queued", "waiting"],
  ["running", "running"],
  ["failed", "to be retried"],
  ["dead", "given up"],
  ["succeeded", "done"],
];

export function SystemView() {
  const query = useQuery(systemQuery);
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={4} height={84} />}>
      {(system) => (
        <Stack gap="md">
          <Overall system={system} />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" data-testid="system-parts">
            {system.parts.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Card>
              <Text fw={600} mb={8}>
                Jobs
              </Text>
              <dl className={classes.figures}>
                {JOBS.map(([status, words]) => (
                  <div key={status}>
                    <dd>{grouped(system.jobs[status] ?? 0)}</dd>
                    <dt>{words}</dt>
                  </div>
                ))}
              </dl>
            </Card>
            <Disk system={system} />
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
}

function Overall({ system }: { system: SystemHealth }) {
  const bad = system.parts.filter((part) => part.state !== "ok");
  const isDown = bad.some((part) => part.state === "down");
  return (
    <Group gap="sm" role="status">
      <Mark tone={isDown ? "critical" : bad.length > 0 ? "warning" : "normal"} filled>
        {bad.length === 0 ? "Everything works" : `Look at: ${bad.map((part) => part.name).join(", ")}`}
      </Mark>
      <Text fz="sm" c="dimmed">
        Version {system.version} · refreshed every {refreshMs(system) / 1000} seconds
      </Text>
    </Group>
  );
}

function Part({ part }: { part: SystemPart }) {
  const { word, tone } = STATES[part.state];
  return (
    <Card>
      <Group justify="space-between">
        <Text fw={600}>{part.name}</Text>
        <Mark tone={tone}>{word}</Mark>
      </Group>
      <Text fz="sm" c="dimmed">
        {part.note}
      </Text>
    </Card>
  );
}

function Disk({ system }: { system: SystemHealth }) {
  const used = system.disk_total_bytes - system.disk_free_bytes;
  const share = system.disk_total_bytes > 0 ? (used / system.disk_total_bytes) * 100 : 0;
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return (
    <Card>
      <Text fw={600} mb={10}>
        Disk
      </Text>
      <Progress value={share} size="md" aria-label={`${Math.round(share)} per cent of the disk is used`} />
      <Text fz="sm" c="dimmed" mt={8}>
        {gib(used)} used, {gib(system.disk_free_bytes)} free of {gib(system.disk_total_bytes)}
      </Text>
    </Card>
  );
}
