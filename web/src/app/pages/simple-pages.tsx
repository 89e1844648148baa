/** Pages that are one feature under one heading. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconUserPlus } from "@tabler/icons-react";
import { Page } from "@/components/Page";
import { useMe } from "@/features/auth/me";
import { DocumentsView } from "@/features/documents/DocumentList";
import { ReviewQueue } from "@/features/documents/ReviewQueue";
import { AccessLog } from "@/features/records/AccessLog";
import { NewPatientForm } from "@/features/records/NewPatientForm";
import { PatientSearch } from "@/features/records/PatientSearch";
import { Worklist } from "@/features/records/Worklist";
import { worklistQuery } from "@/features/records/worklist-query";

export function WorklistPage() {
  return (
    <Page title="Worklist" note="Patients who need you, most urgent first">
      <Worklist />
    </Page>
  );
}

export function PatientsPage() {
  const register = (
    <Button component={Link} to="/patients/new" leftSection={<IconUserPlus size={17} aria-hidden />}>
      New patient
    </Button>
  );
  return (
    <Page title="Patients" action={register}>
      <PatientSearch newPatient={register} />
    </Page>
  );
}

export function NewPatientPage() {
  const navigate = useNavigate();
  return (
    <Page title="New patient" note="You become part of this patient's care team." width="reading">
      <NewPatientForm
        onCreated={(patient) =>
          void navigate({ to: "/patients/$patientId", params: { patientId: patient.uuid } })
        }
      />
    </Page>
  );
}

export function ReviewPage() {
  const { finding } = useSearch({ from: "/signed-in/review" });
  // The worklist knows the names of all patients with open findings; no chart is opened for a heading.
  const worklist = useQuery(worklistQuery);
  const names = new Map(worklist.data?.map(({ patient }) => [patient.uuid, patient.display_name]));
  return (
    <Page title="Review" note="What was found in documents, before it stands in a chart" width="full">
      <ReviewQueue
        key={finding}
        patientId={null}
        patientName={(id) => names.get(id) ?? "Patient"}
        start={finding}
      />
    </Page>
  );
}

export function MyDocumentsPage() {
  const me = useMe();
  return <Page title="Documents">{me.patient_uuid && <DocumentsView patientId={me.patient_uuid} />}</Page>;
}

export function AccessPage() {
  const me = useMe();
  return (
    <Page
      title="Who has looked"
      note="Everyone who opened your record, and everyone who was refused. Nobody can remove a line."
      width="reading"
    >
      {me.patient_uuid && <AccessLog patientId={me.patient_uuid} />}
    </Page>
  );
}
