/** All my results in plain words. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { LastValue, Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { useMe } from "@/features/auth/me";
import { pendingResults } from "@/features/documents/pending";
import { waitingResultsQuery } from "@/features/documents/proposals";
import { chartQuery } from "@/features/records/chart";
import { standing, standingTone } from "@/lib/values";
import { FoundInDocuments } from "./FoundInDocuments";
import { MyResultList } from "./MyResultList";

export default function MyResults() {
  const me = useMe();
  return (
    <Page
      title="Results"
      note="The newest value of each test. The shaded part of each line is the usual range."
      width="reading"
    >
      {me.patient_uuid && <Results patientId={me.patient_uuid} />}
    </Page>
  );
}

/** What was found comes first, so nothing is drawn before it is known: the list must not jump under a finger. */
function Results({ patientId }: { patientId: Uuid }) {
  const query = useQuery(chartQuery(patientId));
  const waiting = useQuery(waitingResultsQuery(patientId));
  const skeleton = <RowsSkeleton rows={6} height={92} />;
  if (waiting.isPending) return skeleton;
  const pending = pendingResults(waiting.data ?? []);
  return (
    <Loaded query={query} skeleton={skeleton}>
      {({ last_values: values }) => {
        const outside = values.filter(isOutside);
        const inside = values.filter((last) => !isOutside(last));
        const hasFound = pending.length > 0;
        const section = (title: string, some: LastValue[], count?: number) => (
          <Section title={title} count={count} flush>
            <MyResultList patientId={patientId} values={some} pending={pending} />
          </Section>
        );
        return (
          <Stack gap="md">
            <FoundInDocuments patientId={patientId} />
            {outside.length > 0 &&
              section(
                `${hasFound ? "Confirmed, outside" : "Outside"} the usual range`,
                outside,
                outside.length,
              )}
            {outside.length > 0 &&
              inside.length > 0 &&
              section(hasFound ? "Other confirmed results" : "Other results", inside, inside.length)}
            {outside.length === 0 &&
              (inside.length > 0 || !hasFound) &&
              section(hasFound ? "Confirmed results" : "All results", inside)}
          </Stack>
        );
      }}
    </Loaded>
  );
}

/** A value without a range is not said to lie in one. */
function isOutside({ observation }: LastValue): boolean {
  const tone = standingTone(standing(observation));
  return tone === "critical" || tone === "warning";
}
