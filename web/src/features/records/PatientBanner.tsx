/** Who this is and what must not be overlooked; stays in sight on every page of the chart. */
import { Group, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangleFilled,
  IconFlag3Filled,
  IconGrave2,
  IconHandStop,
  IconMoodKid,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Allergy, Chart, Consent, Flag, Patient, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { factName } from "@/lib/names";
import { identifierWords, plural, SEX_WORDS } from "@/lib/words";
import classes from "./banner.module.css";
import { useFactEditor } from "./FactEditor";

const SHOWN_ALLERGIES = 3;

export function PatientBanner({ chart, actions }: { chart: Chart; actions?: ReactNode }) {
  const { patient } = chart;
  return (
    <div className={classes.banner} data-testid="patient-banner">
      <div className={classes.who}>
        <Text component="h1" className={classes.name} title={patient.display_name}>
          {patient.display_name}
        </Text>
        <PatientLine patient={patient} />
      </div>
      <Group gap={8} className={classes.warnings}>
        {patient.deceased_at && (
          <Mark tone="unknown" filled icon={<IconGrave2 size={15} />}>
            Died <DateText value={patient.deceased_at} />
          </Mark>
        )}
        <Allergies allergies={chart.allergies} />
        {patient.is_pregnant && (
          <Mark tone="information" filled icon={<IconMoodKid size={14} />}>
            Pregnant
          </Mark>
        )}
        {chart.flags
          .filter((flag) => flag.status === "active")
          .map((flag) => (
            <FlagMark key={flag.id} patientId={patient.uuid} flag={flag} />
          ))}
        <Consents consents={chart.consents} />
      </Group>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

const CONSENT_WORDS: Record<Consent["category"], string> = {
  treatment: "treatment",
  "ai-processing": "AI processing",
  research: "research",
  sharing: "sharing",
};

/** What the patient denied is what binds whoever reads; what was permitted is said where nothing was denied. */
function Consents({ consents }: { consents: Consent[] }) {
  if (consents.length === 0) return <Mark tone="unknown">No consent recorded</Mark>;
  const denied = consents.filter((consent) => consent.decision === "deny");
  const shown = denied.length > 0 ? denied : consents;
  const words = shown.map(({ category }) => CONSENT_WORDS[category]).join(", ");
  return denied.length > 0 ? (
    <Mark tone="warning" filled icon={<IconHandStop size={14} />}>
      Denied: {words}
    </Mark>
  ) : (
    <Mark tone="normal">Consents to {words}</Mark>
  );
}

/** Whoever may write can correct or close a flag where it stands. */
function FlagMark({ patientId, flag }: { patientId: Uuid; flag: Flag }) {
  const edit = useFactEditor();
  const mark = (
    <Mark
      tone={flag.severity === "info" ? "information" : flag.severity}
      filled
      icon={<IconFlag3Filled size={13} />}
    >
      <span className={classes.flag} title={flag.display}>
        {flag.display}
      </span>
    </Mark>
  );
  if (!edit) return mark;
  return (
    <UnstyledButton
      className={classes.flagButton}
      onClick={() => edit({ patientId, kind: "flags", fact: flag })}
    >
      {mark}
      <span className="visually-hidden">, flag: correct or close it</span>
    </UnstyledButton>
  );
}

export function PatientLine({ patient }: { patient: Patient }) {
  const number = patient.identifiers[0];
  return (
    <Text fz="sm" c="dimmed" className={classes.line} component="span">
      <span>
        {patient.age === null ? "Age unknown" : plural(patient.age, "year")}
        {patient.deceased_at && " at death"}
      </span>
      <span>{SEX_WORDS[patient.sex]}</span>
      {patient.birth_date && (
        <span>
          born <DateText value={patient.birth_date} />
        </span>
      )}
      {number && (
        <span className={classes.number} title={`${identifierWords(number.system)} ${number.value}`}>
          {identifierWords(number.system)} {number.value}
        </span>
      )}
    </Text>
  );
}

/** The dangerous ones first; none recorded is not the same as none. */
function Allergies({ allergies }: { allergies: Allergy[] }) {
  const active = allergies
    .filter((allergy) => allergy.clinical_status === "active" || allergy.clinical_status === "recurrence")
    .sort((a, b) => Number(isDangerous(b)) - Number(isDangerous(a)));
  if (active.length === 0) {
    return <Mark tone="unknown">No allergies recorded</Mark>;
  }
  const shown = active.slice(0, SHOWN_ALLERGIES);
  const hidden = active.length - shown.length;
  return (
    <Popover width={360} shadow="md" position="bottom-start">
      <Popover.Target>
        <UnstyledButton className={classes.allergies} data-testid="allergies">
          <IconAlertTriangleFilled size={14} aria-hidden />
          <span className={classes.allergyWords}>
            <span className={classes.allergyLabel}>Allergies: </span>
            {shown.map((allergy) => factName(allergy.display)).join(", ")}
          </span>
          {hidden > 0 && <span className={classes.more}>+{hidden}</span>}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Stack gap={10}>
          <Text fw={600} fz="sm">
            {plural(active.length, "allergy", "allergies")}
          </Text>
          {active.map((allergy) => (
            <AllergyLine key={allergy.id} allergy={allergy} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

export function isDangerous(allergy: Allergy): boolean {
  return allergy.criticality === "high";
}

export function AllergyLine({ allergy, pill }: { allergy: Allergy; pill?: ReactNode }) {
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
      <div>
        <Text fz="md" fw={560} lh={1.35}>
          {factName(allergy.display)}
        </Text>
        <Text fz="sm" c="dimmed">
          {allergy.reaction ?? "Reaction not recorded"}
          {allergy.verification_status === "unconfirmed" && " · unconfirmed"}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        {isDangerous(allergy) && (
          <Mark tone="critical" filled>
            High risk
          </Mark>
        )}
        {pill}
      </Group>
    </Group>
  );
}
