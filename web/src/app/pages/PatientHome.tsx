/** What changed, what to do next, how I am doing. */
import { Anchor, Button, Grid, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconEye, IconFiles, IconReportMedical, IconShare2 } from "@tabler/icons-react";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { useMe } from "@/features/auth/me";
import { documentsQuery } from "@/features/documents/documents";
import { asResult } from "@/features/documents/facts";
import { pendingResults } from "@/features/documents/pending";
import { waitingResultsQuery } from "@/features/documents/proposals";
import { AccessLog } from "@/features/records/AccessLog";
import { chartQuery } from "@/features/records/chart";
import { SinceLastLook } from "@/features/records/SinceLastLook";
import { greeting, longDate } from "@/lib/dates";
import { FoundInDocuments } from "./FoundInDocuments";
import { MyResultList } from "./MyResultList";
import { NextStep } from "./NextStep";
import { RecentDocuments } from "./RecentDocuments";

export default function PatientHome() {
  const me = useMe();
  const now = new Date();
  const firstName = me.display_name.split(" ")[0];
  return (
    <Page
      title={`${greeting(now.getHours())}, ${firstName}`}
      note={longDate(now.toISOString())}
      action={
        <Button
          component={Link}
          to="/share"
          variant="default"
          size="sm"
          leftSection={<IconShare2 size={17} aria-hidden />}
        >
          Share and export
        </Button>
      }
    >
      {me.patient_uuid && <Home patientId={me.patient_uuid} />}
    </Page>
  );
}

function Home({ patientId }: { patientId: Uuid }) {
  const chart = useQuery(chartQuery(patientId));
  const documents = useQuery(documentsQuery(patientId));
  const waiting = useQuery(waitingResultsQuery(patientId));
  const pending = pendingResults(waiting.data ?? []);
  return (
    <Loaded query={chart} skeleton={<RowsSkeleton rows={5} height={96} />}>
      {(found) => (
        <Grid gap="md">
          <Grid.Col span={12}>
            {documents.data && waiting.data ? (
              <NextStep
                chart={found}
                documents={documents.data}
                found={pending.map(({ code, name, at, proposal }) => ({
                  code,
                  name,
                  at,
                  result: asResult(proposal.fact),
                }))}
              />
            ) : (
              // Until everything is known nobody is told that there is nothing to do.
              (documents.isPending || waiting.isPending) && <Skeleton height={104} radius={14} />
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <SinceLastLook
                patientId={patientId}
                since={found.since_last_look}
                title="What changed"
                limit={4}
                hasTimeline={false}
              />
              <FoundInDocuments patientId={patientId} limit={3} />
              {(found.last_values.length > 0 || pending.length === 0) && (
                <Section
                  title={pending.length > 0 ? "Confirmed results" : "Your latest results"}
                  icon={<IconReportMedical size={18} />}
                  flush
                  action={
                    found.last_values.length > 4 && (
                      <Anchor component={Link} to="/results" fz="sm">
                        See all {found.last_values.length}
                      </Anchor>
                    )
                  }
                >
                  <MyResultList
                    patientId={patientId}
                    values={found.last_values}
                    pending={pending}
                    limit={4}
                  />
                </Section>
              )}
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="md">
              <Section
                title="Documents"
                icon={<IconFiles size={18} />}
                action={
                  <Button component={Link} to="/documents" size="compact-sm" variant="light">
                    Add one
                  </Button>
                }
              >
                <RecentDocuments query={documents} />
              </Section>
              <Section
                title="Who has looked"
                icon={<IconEye size={18} />}
                flush
                action={
                  <Anchor component={Link} to="/access" fz="sm">
                    See all
                  </Anchor>
                }
              >
                <AccessLog patientId={patientId} others={4} />
              </Section>
              <Group px="xs">
                <Text fz="xs" c="dimmed">
                  Salus explains what is in your record. It is research and decision support, not a certified
                  medical device, and does not replace your doctor.
                </Text>
              </Group>
            </Stack>
          </Grid.Col>
        </Grid>
      )}
    </Loaded>
  );
}
