/** The chart in one look. */
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconAlertTriangle, IconFiles, IconPill, IconReportMedical, IconTimeline } from "@tabler/icons-react";
import { Loaded } from "@/components/Loaded";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { documentsQuery } from "@/features/documents/documents";
import { chartQuery } from "@/features/records/chart";
import { AllergyList, MedicationList, ProblemList } from "@/features/records/FactLists";
import { RecentEntries } from "@/features/records/RecentEntries";
import { SinceLastLook } from "@/features/records/SinceLastLook";
import classes from "./chart.module.css";
import { ChartValues } from "./ChartValues";
import { RecentDocuments } from "./RecentDocuments";

const SHOWN_VALUES = 12;
const SHOWN_ENTRIES = 8;

export default function ChartOverview() {
  const { patientId } = useParams({ from: "/signed-in/patients/$patientId/" });
  const query = useQuery(chartQuery(patientId));
  const documents = useQuery(documentsQuery(patientId));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} height={80} />}>
      {(chart) => (
        <div className={classes.overview}>
          <div className={classes.wide}>
            <SinceLastLook patientId={patientId} since={chart.since_last_look} />
          </div>
          <div className={classes.column}>
            <ChartValues patientId={patientId} chart={chart} limit={SHOWN_VALUES} />
            <Section
              title="Timeline"
              icon={<IconTimeline size={18} />}
              flush
              action={
                <Anchor component={Link} to={`/patients/${patientId}/timeline` as never} fz="sm">
                  See all
                </Anchor>
              }
            >
              <RecentEntries patientId={patientId} limit={SHOWN_ENTRIES} />
            </Section>
          </div>
          <div className={`${classes.column} ${classes.side}`}>
            <Section title="Problems" icon={<IconReportMedical size={18} />} count={chart.problems.length}>
              <ProblemList patientId={patientId} items={chart.problems} />
            </Section>
            <Section title="Medicines" icon={<IconPill size={18} />} count={chart.medications.length}>
              <MedicationList patientId={patientId} items={chart.medications} />
            </Section>
            <Section title="Allergies" icon={<IconAlertTriangle size={18} />} count={chart.allergies.length}>
              <AllergyList patientId={patientId} items={chart.allergies} />
            </Section>
            <Section
              title="Documents"
              icon={<IconFiles size={18} />}
              action={
                <Anchor component={Link} to={`/patients/${patientId}/documents` as never} fz="sm">
                  See all
                </Anchor>
              }
            >
              <RecentDocuments query={documents} />
            </Section>
          </div>
        </div>
      )}
    </Loaded>
  );
}
