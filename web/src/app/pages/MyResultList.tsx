/** Results of the chart, each with a way to ask about it and with what is newer but not confirmed. */
import type { LastValue, Uuid } from "@/api/types";
import { newerThan, type PendingResult } from "@/features/documents/pending";
import { NewerResult } from "@/features/documents/UnconfirmedResults";
import { ResultList } from "@/features/records/ResultList";
import { testName } from "@/lib/names";
import { AskAbout } from "./AskAbout";

interface Props {
  patientId: Uuid;
  values: LastValue[];
  pending: PendingResult[];
  limit?: number;
}

export function MyResultList({ patientId, values, pending, limit }: Props) {
  return (
    <ResultList
      patientId={patientId}
      values={values}
      limit={limit}
      action={(last) => <AskAbout name={testName(last.observation.code_display)} />}
      note={(last) => {
        const newer = newerThan(pending, last.observation);
        return newer && <NewerResult patientId={patientId} result={newer} />;
      }}
    />
  );
}
