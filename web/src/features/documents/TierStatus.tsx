/** How far a document has come: received, read, understood, ready. Live, and readable without colour. */
import { Text } from "@mantine/core";
import type { DocumentSummary } from "@/api/types";
import { Mark } from "@/components/Mark";
import { DOCUMENT_STATUS } from "@/lib/words";
import { isBusy } from "./documents";
import classes from "./documents.module.css";

const STEPS = ["Received", "Read", "Understood", "Ready"];

export function TierStatus({ document }: { document: DocumentSummary }) {
  const words = DOCUMENT_STATUS[document.processing_status];
  if (document.needs_password) return <Mark tone="warning">Needs its password</Mark>;
  if (!isBusy(document)) return <Mark tone={words.tone}>{words.label}</Mark>;
  const done = document.processing_status === "INGESTED" ? 1 : 2;
  const share = Math.round(document.progress * 100);
  return (
    <div className={classes.tiers} role="status" aria-label={`${words.label}, ${share} per cent`}>
      <div className={classes.steps} aria-hidden>
        {STEPS.map((step, index) => (
          <span key={step} data-done={index < done || undefined} data-now={index === done || undefined} />
        ))}
      </div>
      <Text fz="sm" c="dimmed" lh={1.3}>
        {document.message || words.label}
        {share > 0 && ` · ${share} %`}
      </Text>
    </div>
  );
}
