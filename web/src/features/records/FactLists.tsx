/** Problems, medicines and allergies as short lists; an empty list says what its emptiness means. */
import { Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconPill, IconReportMedical } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import type { Allergy, Condition, Medication, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { Section } from "@/components/Section";
import { factName } from "@/lib/names";
import { sentence } from "@/lib/words";
import { AddFact, CorrectFact } from "./EditButtons";
import type { EditKind } from "./fact-fields";
import { FactPill } from "./FactPill";
import { AllergyLine, isDangerous } from "./PatientBanner";
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
    <FactList what="problems" empty="No problems recorded. That is not the same as no problems.">
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
                <CorrectFact patientId={patientId} kind="conditions" fact={problem} />
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
    <FactList what="medicines" empty="No medicines recorded. Ask what is taken at home.">
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
                <CorrectFact patientId={patientId} kind="medications" fact={medication} />
              </>
            }
          />
        </li>
      ))}
    </FactList>
  );
}

export function AllergyList({ patientId, items: allergies }: Of<Allergy>) {
  const dangerous = allergies.filter(isDangerous);
  return (
    <FactList
      what="allergies"
      empty="No allergies recorded. Nobody has written down that there are none."
      atLeast={dangerous.length}
    >
      {[...dangerous, ...allergies.filter((allergy) => !isDangerous(allergy))].map((allergy) => (
        <li key={allergy.id}>
          <AllergyLine
            allergy={allergy}
            pill={
              <>
                <FactPill patientId={patientId} kind="allergies" fact={allergy} />
                <CorrectFact patientId={patientId} kind="allergies" fact={allergy} />
              </>
            }
          />
        </li>
      ))}
    </FactList>
  );
}

export function AllergySection(props: Of<Allergy>) {
  return (
    <FactSection {...props} kind="allergies" title="Allergies" icon={<IconAlertTriangle size={18} />}>
      <AllergyList {...props} />
    </FactSection>
  );
}

export function ProblemSection(props: Of<Condition>) {
  return (
    <FactSection {...props} kind="conditions" title="Problems" icon={<IconReportMedical size={18} />}>
      <ProblemList {...props} />
    </FactSection>
  );
}

export function MedicationSection(props: Of<Medication>) {
  return (
    <FactSection {...props} kind="medications" title="Medicines" icon={<IconPill size={18} />}>
      <MedicationList {...props} />
    </FactSection>
  );
}

interface SectionProps extends Of<unknown> {
  kind: EditKind;
  title: string;
  icon: ReactNode;
  children: ReactNode;
}

function FactSection({ patientId, items, kind, title, icon, children }: SectionProps) {
  return (
    <Section
      title={title}
      icon={icon}
      count={items.length}
      action={<AddFact patientId={patientId} kind={kind} />}
    >
      {children}
    </Section>
  );
}

const SHOWN = 6;

interface ListProps {
  what: string;
  empty: string;
  /** So many are shown in any case. */
  atLeast?: number;
  children: ReactNode[];
}

/** A long list is cut with its number said, and opens in place. */
function FactList({ what, empty, atLeast = 0, children }: ListProps) {
  const [isWhole, setWhole] = useState(false);
  const list = useId();
  if (children.length === 0) {
    return (
      <Text c="dimmed" fz="sm" py={4}>
        {empty}
      </Text>
    );
  }
  const shown = Math.max(SHOWN, atLeast);
  const isCut = children.length > shown + 1;
  return (
    <>
      <ul className={classes.factList} id={list}>
        {isCut && !isWhole ? children.slice(0, shown) : children}
      </ul>
      {isCut && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={isWhole}
          aria-controls={list}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? `Show the first ${shown} alone` : `Show all ${children.length} ${what}`}
        </Button>
      )}
    </>
  );
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
