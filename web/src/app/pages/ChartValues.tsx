/** The newest values of a chart, with what documents say that nobody has accepted yet. */
import { Anchor, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconHeartRateMonitor } from "@tabler/icons-react";
import type { Chart, Uuid } from "@/api/types";
import { Notice } from "@/components/Notice";
import { Section } from "@/components/Section";
import { asResult } from "@/features/documents/facts";
import { pendingResults } from "@/features/documents/pending";
import { waitingResultsQuery } from "@/features/documents/proposals";
import { AddFact } from "@/features/records/EditButtons";
import { LastValues } from "@/features/records/LastValues";
import { standing } from "@/lib/values";
import { plural } from "@/lib/words";
import classes from "./chart.module.css";

interface Props {
  patientId: Uuid;
  chart: Chart;
  limit?: number;
}

export function ChartValues({ patientId, chart, limit = Infinity }: Props) {
  const pending = pendingResults(useQuery(waitingResultsQuery(patientId)).data ?? []);
  const values = chart.last_values;
  return (
    <Section
      title="Last values"
      icon={<IconHeartRateMonitor size={18} />}
      count={values.length}
      flush
      action={
        <Group gap="sm">
          {values.length > limit && (
            <Anchor component={Link} to={`/patients/${patientId}/results` as never} fz="sm">
              See all {values.length}
            </Anchor>
          )}
          <AddFact patientId={patientId} kind="observations" />
        </Group>
      }
    >
      {pending.length > 0 && (
        <div className={classes.pending}>
          <Notice
            tone="information"
            action={
              <Anchor component={Link} to={`/patients/${patientId}/review` as never} fz="sm" fw={600}>
                Review
              </Anchor>
            }
          >
            {plural(pending.length, "result")} from documents {pending.length === 1 ? "is" : "are"} not in
            this table until somebody accepts {pending.length === 1 ? "it" : "them"}.
          </Notice>
        </div>
      )}
      <LastValues
        patientId={patientId}
        values={values}
        limit={limit}
        waiting={
          new Map(
            pending.map(({ code, words, at, proposal }) => [
              code,
              { words, at, standing: standing(asResult(proposal.fact)) },
            ]),
          )
        }
      />
    </Section>
  );
}
