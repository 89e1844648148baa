/** The chart in one look. */
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconFiles, IconTimeline } from "@tabler/icons-react";
import { Loaded } from "@/components/Loaded";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { documentsQuery } from "@/features/documents/documents";
import { chartQuery } from "@/features/records/chart";
import { AllergySection, MedicationSection, ProblemSection } from "@/features/records/FactLists";
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
          <div className={`${classes.column} ${classes.side}`}>
            <AllergySection patientId={patientId} items={chart.allergies} />
            <ProblemSection patientId={patientId} items={chart.problems} />
            <MedicationSection patientId={patientId} items={chart.medications} />
          </div>
          <div className={classes.column}>
            <ChartValues patientId={patientId} chart={chart} limit={SHOWN_VALUES} />
            <Section
              title="Documents"
              icon={<IconFiles size={18} />}
              action={<SeeAll to={`/patients/${patientId}/documents`} what="documents" />}
            >
              <RecentDocuments query={documents} />
            </Section>
            <Section
              title="Timeline"
              icon={<IconTimeline size={18} />}
              flush
              action={<SeeAll to={`/patients/${patientId}/timeline`} what="timeline" />}
            >
              <RecentEntries patientId={patientId} limit={SHOWN_ENTRIES} />
            </Section>
          </div>
        </div>
      )}
    </Loaded>
  );
}

function SeeAll({ to, what }: { to: string; what: string }) {
  return (
    <Anchor component={Link} to={to as never} fz="sm">
      See all<span className="visually-hidden"> of the {what}</span>
    </Anchor>
  );
}
