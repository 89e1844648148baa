/** The other pages of a chart: one feature each. */
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { IconPackageImport, IconTimeline } from "@tabler/icons-react";
import { Loaded } from "@/components/Loaded";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { DocumentsView } from "@/features/documents/DocumentList";
import { ReviewQueue } from "@/features/documents/ReviewQueue";
import { chartQuery } from "@/features/records/chart";
import { Timeline } from "@/features/records/Timeline";
import classes from "./chart.module.css";
import { ChartValues } from "./ChartValues";

function usePatientId(): string {
  return useParams({ from: "/signed-in/patients/$patientId" }).patientId;
}

export function ChartResults() {
  const patientId = usePatientId();
  const query = useQuery(chartQuery(patientId));
  return (
    <div className={classes.inner}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={10} />}>
        {(chart) => <ChartValues patientId={patientId} chart={chart} />}
      </Loaded>
    </div>
  );
}

export function ChartDocuments() {
  const patientId = usePatientId();
  return (
    <div className={classes.inner}>
      <h2 className="visually-hidden">Documents</h2>
      <Group justify="flex-end" mb="sm">
        <Button
          component={Link}
          to={`/patients/${patientId}/import` as never}
          variant="default"
          size="sm"
          leftSection={<IconPackageImport size={17} aria-hidden />}
        >
          Import a record
        </Button>
      </Group>
      <DocumentsView patientId={patientId} />
    </div>
  );
}

export function ChartTimeline() {
  const patientId = usePatientId();
  return (
    <div className={classes.inner}>
      <Section title="Timeline" icon={<IconTimeline size={18} />}>
        <Timeline patientId={patientId} />
      </Section>
    </div>
  );
}

export function ChartReview() {
  const patientId = usePatientId();
  const { finding } = useSearch({ from: "/signed-in/patients/$patientId/review" });
  return (
    <div className={classes.inner} style={{ maxWidth: 1600 }}>
      <h2 className="visually-hidden">Review</h2>
      <ReviewQueue key={finding} patientId={patientId} start={finding} />
    </div>
  );
}
