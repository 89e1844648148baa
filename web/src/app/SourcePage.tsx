/** The page of a source in the drawer. */
import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "@/components/Loaded";
import type { SourceTarget } from "@/components/source/SourceContext";
import { documentQuery } from "@/features/documents/document";
import { PageViewer } from "@/features/documents/PageViewer";
import classes from "./source-drawer.module.css";

export default function SourcePage({ target }: { target: SourceTarget & { kind: "page" } }) {
  const query = useQuery(documentQuery(target.documentId));
  const [page, setPage] = useState(target.page);
  return (
    <Loaded query={query} skeleton={<Skeleton height={420} />}>
      {(document) => (
        <div className={classes.page}>
          {target.quote && (
            <Text fz="sm" className={classes.quote}>
              “{target.quote}”
            </Text>
          )}
          <PageViewer
            documentId={document.id}
            pageCount={Math.max(document.page_count, target.page)}
            page={page}
            onPage={setPage}
            highlight={page === target.page ? target.box : null}
          />
        </div>
      )}
    </Loaded>
  );
}
