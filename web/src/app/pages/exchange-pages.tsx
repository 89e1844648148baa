/** A copy to take away, and records from elsewhere: a patient's own page, and a doctor's inside the chart. */
import { Anchor, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { IconPackageImport } from "@tabler/icons-react";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { useMe } from "@/features/auth/me";
import { CopyView } from "@/features/exchange/CopyView";
import { ImportView } from "@/features/exchange/ImportView";
import classes from "./chart.module.css";

const PATIENT_HINT =
  "The file that a portal or an app gives you when you export your health record: a FHIR file (.json) or a C-CDA " +
  "file (.xml). For PDFs and photos use Documents.";
const DOCTOR_HINT =
  "FHIR R4 bundle (JSON) or C-CDA document (XML), packed with gzip or not. A file about somebody else is refused.";

export function SharePage() {
  const { patient_uuid: patientId } = useMe();
  return (
    <Page
      title="Share and export"
      note="Your record belongs to you: take it with you, or bring what others have"
      width="reading"
    >
      {patientId && (
        <Stack gap="md">
          <CopyView patientId={patientId} />
          <Section title="Bring a record from elsewhere" icon={<IconPackageImport size={18} />}>
            <Text mb="sm">
              What you bring is shown at once and marked as unconfirmed until a doctor has looked at it.
            </Text>
            <ImportView patientId={patientId} hint={PATIENT_HINT} />
          </Section>
        </Stack>
      )}
    </Page>
  );
}

export function ChartImport() {
  const { patientId } = useParams({ from: "/signed-in/patients/$patientId" });
  return (
    <div className={classes.inner}>
      <Section
        title="Import a record"
        icon={<IconPackageImport size={18} />}
        note="Each entry that is added keeps its place in the file as its source"
        action={
          <Anchor component={Link} to={`/patients/${patientId}/documents` as never} fz="sm">
            Back to documents
          </Anchor>
        }
      >
        <ImportView patientId={patientId} hint={DOCTOR_HINT} />
      </Section>
    </div>
  );
}
