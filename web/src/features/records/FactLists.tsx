/** Problems, medicines and allergies as short lists; an empty list says what its emptiness means. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Allergy, Condition, Medication, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { factName } from "@/lib/names";
import { sentence } from "@/lib/words";
import { FactPill } from "./FactPill";
import { AllergyLine } from "./PatientBanner";
import classes from "./records.module.css";

const RUNNING = new Set(["active", "recurrence", "relapse"]);

interface Of<T> {
  patientId: Uuid;
  items: T[];
}

export function ProblemList({ patientId, items: problems }: Of<Condition>) {
  const active = problems.filter((problem) => RUNNING.has(problem.clinical_status));
  const past = problems.filter((problem) => !RUNNING.has(problem.clinical_status));
  return (
    <FactList empty="No problems recorded. That is not the same as no problems.">
      {[...active, ...past].map((problem) => (
        <li key={problem.id}>
          <Line
            title={factName(problem.display)}
            faded={!RUNNING.has(problem.clinical_status)}
            detail={
              <>
                {!RUNNING.has(problem.clinical_status) && `${sentence(problem.clinical_status)} · `}
                {problem.onset_date ? (
                  <>
                    since <DateText value={problem.onset_date} />
                  </>
                ) : (
                  "start not recorded"
                )}
              </>
            }
            mark={
              <>
                {problem.verification_status !== "confirmed" && (
                  <Mark tone="unknown">{sentence(problem.verification_status)}</Mark>
                )}
                <FactPill patientId={patientId} kind="conditions" fact={problem} />
              </>
            }
          />
        </li>
      ))}
    </FactList>
  );
}

export function MedicationList({ patientId, items: medications }: Of<Medication>) {
  return (
    <FactList empty="No medicines recorded. Ask what is taken at home.">
      {medications.map((medication) => (
        <li key={medication.id}>
          <Line
            title={factName(medication.display)}
            faded={medication.status !== "active"}
            detail={
              <>
                {medication.dosage_text ?? "dose not recorded"}
                {medication.start_date && (
                  <>
                    {" · since "}
                    <DateText value={medication.start_date} />
                  </>
                )}
              </>
            }
            mark={
              <>
                {medication.status !== "active" && <Mark tone="unknown">{sentence(medication.status)}</Mark>}
                <FactPill patientId={patientId} kind="medications" fact={medication} />
              </>
            }
          />
        </li>
      ))}
    </FactList>
  );
}

export function AllergyList({ patientId, items: allergies }: Of<Allergy>) {
  return (
    <FactList empty="No allergies recorded. Nobody has written down that there are none.">
      {allergies.map((allergy) => (
        <li key={allergy.id}>
          <AllergyLine
            allergy={allergy}
            pill={<FactPill patientId={patientId} kind="allergies" fact={allergy} />}
          />
        </li>
      ))}
    </FactList>
  );
}

function FactList({ empty, children }: { empty: string; children: ReactNode[] }) {
  if (children.length === 0) {
    return (
      <Text c="dimmed" fz="sm" py={4}>
        {empty}
      </Text>
    );
  }
  return <ul className={classes.factList}>{children}</ul>;
}

interface LineProps {
  title: string;
  detail: ReactNode;
  mark?: ReactNode;
  faded: boolean;
}

function Line({ title, detail, mark, faded }: LineProps) {
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
      <div>
        <Text fz="md" fw={560} lh={1.35} c={faded ? "dimmed" : undefined}>
          {title}
        </Text>
        <Text fz="sm" c="dimmed" component="div">
          {detail}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        {mark}
      </Group>
    </Group>
  );
}
