/** All documents of a chart with their live status. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DocumentSummary, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { useChartPaths } from "@/components/paths";
import { RowsSkeleton } from "@/components/Skeletons";
import { documentTypeWords, plural } from "@/lib/words";
import { DocumentMenu, RetryButton } from "./DocumentMenu";
import { documentsQuery } from "./documents";
import classes from "./documents.module.css";
import { Thumbnail } from "./Thumbnail";
import { TierStatus } from "./TierStatus";
import { UnlockForm } from "./UnlockForm";
import { UploadPanel } from "./UploadPanel";

export function DocumentsView({ patientId }: { patientId: Uuid }) {
  const query = useQuery(documentsQuery(patientId));
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} height={62} />}>
      {(documents) => (
        <Stack gap="sm">
          <UploadPanel patientId={patientId} large={documents.length === 0} />
          {documents.length > 0 && <DocumentRows documents={documents} />}
        </Stack>
      )}
    </Loaded>
  );
}

export function DocumentRows({ documents }: { documents: DocumentSummary[] }) {
  return (
    <ul className={classes.list} data-testid="documents">
      {documents.map((document) => (
        <li key={document.id}>
          <DocumentRow document={document} />
        </li>
      ))}
    </ul>
  );
}

function DocumentRow({ document }: { document: DocumentSummary }) {
  const paths = useChartPaths();
  const hasProblem = document.processing_status === "FAILED" || document.processing_status === "REVIEW";
  return (
    <div className={classes.row} data-status={document.processing_status}>
      <Thumbnail
        documentId={document.id}
        number={1}
        filename={document.filename}
        hasPages={document.page_count > 0}
      />
      <div>
        <Link to={paths.document(document.patient_uuid, document.id)} className={classes.title}>
          {document.title || document.filename}
        </Link>
        <Text fz="sm" c="dimmed" component="div">
          {documentTypeWords(document.detected_type ?? document.document_type)}
          {document.document_date && (
            <>
              {" · "}
              <DateText value={document.document_date} />
            </>
          )}
          {document.page_count > 0 && ` · ${plural(document.page_count, "page")}`}
          {document.replaced_by && " · replaced by a newer one"}
        </Text>
      </div>
      <div className={classes.status}>
        <TierStatus document={document} />
      </div>
      <DocumentMenu document={document} />
      {hasProblem && document.reason && (
        <div className={classes.problem}>
          <span>{document.reason}</span>
          {document.needs_password ? (
            <UnlockForm patientId={document.patient_uuid} documentId={document.id} />
          ) : (
            <RetryButton document={document} />
          )}
        </div>
      )}
    </div>
  );
}
