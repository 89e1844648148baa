/** One document, for its patient or inside a doctor's chart. */
import { Button } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Box } from "@/api/types";
import { useChartPaths } from "@/components/paths";
import { useMe } from "@/features/auth/me";
import { DocumentView } from "@/features/documents/DocumentView";
import { formatBox, parseBox } from "@/lib/geometry";

export default function DocumentPage() {
  const me = useMe();
  const navigate = useNavigate();
  const paths = useChartPaths();
  const { documentId = "", patientId } = useParams({ strict: false });
  const { page, box } = useSearch({ strict: false });
  const chart = patientId ?? me.patient_uuid ?? "";
  const show = (next: number, place: Box | null): void =>
    void navigate({
      to: paths.document(chart, documentId) as never,
      search: { page: next, box: place ? formatBox(place) : undefined } as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <DocumentView
      key={documentId}
      documentId={documentId}
      page={page ?? 1}
      box={parseBox(box)}
      canDecide={me.role === "doctor"}
      onPage={show}
      wayOut={
        <Button component={Link} to={paths.documents(chart) as never} variant="default">
          Go to the documents
        </Button>
      }
      onDeleted={() => void navigate({ to: paths.documents(chart) as never })}
    />
  );
}
