/** All my results in plain words. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { RowsSkeleton } from "@/components/Skeletons";
import { useMe } from "@/features/auth/me";
import { chartQuery } from "@/features/records/chart";
import { ResultList } from "@/features/records/ResultList";
import { standing, standingTone } from "@/lib/values";
import { AskAbout } from "./AskAbout";
import { FoundInDocuments } from "./FoundInDocuments";
import { testName } from "@/lib/names";

export default function MyResults() {
  const me = useMe();
  return (
    <Page
      title="Results"
      note="The newest value of each test. The shaded part of each line is the usual range."
      width="reading"
    >
      {me.patient_uuid && (
        <Stack gap="md">
          <FoundInDocuments patientId={me.patient_uuid} />
          <Results patientId={me.patient_uuid} />
        </Stack>
      )}
    </Page>
  );
}

function Results({ patientId }: { patientId: Uuid }) {
  const query = useQuery(chartQuery(patientId));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} height={92} />}>
      {({ last_values: values }) => {
        const isUsual = (tone: string): boolean => tone === "normal" || tone === "unknown";
        const outside = values.filter((last) => !isUsual(standingTone(standing(last.observation))));
        const inside = values.filter((last) => isUsual(standingTone(standing(last.observation))));
        const list = (some: typeof values) => (
          <ResultList
            patientId={patientId}
            values={some}
            action={(last) => <AskAbout name={testName(last.observation.code_display)} />}
          />
        );
        if (outside.length === 0)
          return (
            <Section title="All results" flush>
              {list(inside)}
            </Section>
          );
        return (
          <>
            <Section
              title="Outside the usual range"
              count={outside.length}
              flush
              style={{ marginBottom: 16 }}
            >
              {list(outside)}
            </Section>
            {inside.length > 0 && (
              <Section title="In the usual range" count={inside.length} flush>
                {list(inside)}
              </Section>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
