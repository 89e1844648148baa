/** The newest documents in a few lines. */
import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DocumentSummary } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { useChartPaths } from "@/components/paths";
import { RowsSkeleton } from "@/components/Skeletons";
import { TierStatus } from "@/features/documents/TierStatus";
import { documentTypeWords } from "@/lib/words";
import classes from "./pages.module.css";

const SHOWN = 4;

export function RecentDocuments({ query }: { query: UseQueryResult<DocumentSummary[]> }) {
  const paths = useChartPaths();
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={3} height={40} />} compact>
      {(documents) =>
        documents.length === 0 ? (
          <Text fz="sm" c="dimmed">
            No documents yet. Reports, letters and photos of them are kept here.
          </Text>
        ) : (
          <ul className={classes.recent}>
            {documents.slice(0, SHOWN).map((document) => (
              <li key={document.id}>
                <Link
                  to={paths.document(document.patient_uuid, document.id) as never}
                  className={classes.recentLink}
                >
                  <span>
                    <span className={classes.recentTitle}>{document.title || document.filename}</span>
                    <Text span fz="sm" c="dimmed" display="block">
                      {documentTypeWords(document.detected_type ?? document.document_type)} ·{" "}
                      <DateText value={document.document_date ?? document.uploaded_at} />
                    </Text>
                  </span>
                  <TierStatus document={document} />
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
