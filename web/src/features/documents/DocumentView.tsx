/** One document: its pages at the left, what was found in them at the right. */
import { Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { Box, DocumentDetail, Proposal, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Notice } from "@/components/Notice";
import { documentTypeWords, fileSize, languageWords, plural } from "@/lib/words";
import { documentQuery } from "./document";
import { DocumentMenu, RetryButton } from "./DocumentMenu";
import { isBusy } from "./documents";
import { titleOf } from "./facts";
import { FindingList } from "./FindingList";
import type { PageMark } from "./PageCanvas";
import { PageStrip } from "./PageStrip";
import { PageViewer } from "./PageViewer";
import { documentProposalsQuery } from "./proposals";
import { TierStatus } from "./TierStatus";
import { UnlockForm } from "./UnlockForm";
import classes from "./document-view.module.css";

interface Props {
  documentId: Uuid;
  page: number;
  box: Box | null;
  canDecide: boolean;
  onPage: (page: number, box: Box | null) => void;
  onDeleted: () => void;
  /** Where to go when this document is not there. */
  wayOut: ReactNode;
}

export function DocumentView(props: Props) {
  const query = useQuery(documentQuery(props.documentId));
  useEffect(() => {
    // Not the document's own title: a browser keeps these in its history.
    document.title = "Document · Salus";
  }, []);
  return (
    <Loaded query={query} skeleton={<Skeleton height="70vh" />} wayOut={props.wayOut}>
      {(found) => <Body {...props} document={found} />}
    </Loaded>
  );
}

function Body({ document, page, box, canDecide, onPage, onDeleted }: Props & { document: DocumentDetail }) {
  const proposals = useQuery(documentProposalsQuery(document.id));
  const [chosen, setChosen] = useState<Uuid | null>(null);
  const items = proposals.data ?? [];
  const active = items.find((one) => one.id === chosen && one.page === page);
  const choose = (id: Uuid): void => {
    const found = items.find((one) => one.id === id);
    if (!found) return;
    setChosen(id);
    onPage(found.page, found.box);
  };
  return (
    <div className={classes.view}>
      <div className={classes.head}>
        <Heading document={document} isReviewer={canDecide} />
        <Group gap="sm" wrap="nowrap">
          <TierStatus document={document} />
          <DocumentMenu document={document} onDeleted={onDeleted} />
        </Group>
      </div>
      <Notices document={document} />
      <div className={classes.panes}>
        <div className={classes.paper}>
          {document.page_count > 1 && (
            <PageStrip document={document} page={page} onPage={(next) => onPage(next, null)} />
          )}
          {document.page_count > 0 ? (
            <PageViewer
              documentId={document.id}
              pageCount={document.page_count}
              page={Math.min(page, document.page_count)}
              onPage={(next) => onPage(next, null)}
              highlight={active?.box ?? box}
              marks={items.filter((one) => one.page === page).map(toMark)}
              onMark={choose}
            />
          ) : (
            <NoPages document={document} />
          )}
        </div>
        <aside className={classes.side} aria-label="What was found in this document">
          <FindingList
            query={proposals}
            isBusy={isBusy(document)}
            chosen={active?.id ?? null}
            onChoose={choose}
            canDecide={canDecide}
          />
          <Facts document={document} />
        </aside>
      </div>
    </div>
  );
}

function Notices({ document }: { document: DocumentDetail }) {
  if (document.needs_password) {
    return (
      <div className={classes.notice}>
        <Notice tone="warning" title="This PDF is locked">
          <Stack gap={6}>
            <span>
              Give its password and it will be read. The password is not kept; the file stays as it is.
            </span>
            <UnlockForm patientId={document.patient_uuid} documentId={document.id} />
          </Stack>
        </Notice>
      </div>
    );
  }
  return (
    <>
      {document.reason && (
        <div className={classes.notice}>
          <Notice
            tone={document.processing_status === "FAILED" ? "critical" : "warning"}
            action={<RetryButton document={document} />}
          >
            {document.reason}
          </Notice>
        </div>
      )}
      {document.rendition === "from_text" && (
        <div className={classes.notice}>
          <Notice tone="information">
            These pages were rendered from the text of the file. Its words and tables are all here; fonts,
            colours and drawings may look different in the original.
          </Notice>
        </div>
      )}
    </>
  );
}

function Heading({ document, isReviewer }: { document: DocumentDetail; isReviewer: boolean }) {
  return (
    <div>
      <Title order={1} style={{ overflowWrap: "anywhere" }}>
        {document.title || document.filename}
      </Title>
      <Text fz="sm" c="dimmed" component="div">
        {documentTypeWords(document.detected_type ?? document.document_type)}
        {document.document_date && (
          <>
            {" · "}
            <DateText value={document.document_date} />
          </>
        )}
        {document.is_unconfirmed &&
          (isReviewer
            ? " · sent by the patient, not confirmed yet"
            : " · sent by you, not confirmed by your doctor yet")}
      </Text>
    </div>
  );
}

function toMark(proposal: Proposal): PageMark {
  return {
    id: proposal.id,
    box: proposal.box,
    label: titleOf(proposal),
    tone: proposal.status === "proposed" ? proposal.tone : "done",
  };
}

function NoPages({ document }: { document: DocumentDetail }) {
  return (
    <Stack align="center" justify="center" h="100%" p="xl" ta="center">
      <Text fw={600}>{isBusy(document) ? "The pages are being read" : "There are no pages to show yet"}</Text>
      <Text fz="sm" c="dimmed" maw={360}>
        {isBusy(document)
          ? "They appear here one after the other. You can leave this page; the work goes on."
          : "The file is kept as it was sent. Open the original from the menu above."}
      </Text>
    </Stack>
  );
}

function Facts({ document }: { document: DocumentDetail }) {
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Added</dt>
        <dd>
          <DateText value={document.uploaded_at} withTime />
        </dd>
      </div>
      {document.uploaded_by && (
        <div>
          <dt>By</dt>
          <dd>{document.uploaded_by}</dd>
        </div>
      )}
      <div>
        <dt>File</dt>
        <dd>
          {document.filename} · {fileSize(document.size)}
          {document.page_count > 0 && ` · ${plural(document.page_count, "page")}`}
        </dd>
      </div>
      {document.language && (
        <div>
          <dt>Language</dt>
          <dd>{languageWords(document.language)}</dd>
        </div>
      )}
      {document.images.length > 0 && (
        <div>
          <dt>Pictures</dt>
          <dd>
            {plural(document.images.length, "picture")}
            {document.images.some((image) => image.status === "not_analysed") && ", not analysed"}
          </dd>
        </div>
      )}
      {document.markers.length > 0 && (
        <div>
          <dt>Markers</dt>
          <dd>{document.markers.join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}
