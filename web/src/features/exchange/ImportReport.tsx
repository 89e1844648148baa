/** What became of each kind of entry of a file: added, marked, here before, left out with the reason. */
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransferReport, Uuid } from "@/api/types";
import { Mark } from "@/components/Mark";
import { useChartPaths } from "@/components/paths";
import classes from "./exchange.module.css";
import { countWords, partsOf } from "./wording";

export function ImportReport({ patientId, report }: { patientId: Uuid; report: TransferReport }) {
  const paths = useChartPaths();
  const parts = partsOf(report);
  return (
    <div className={classes.report} data-testid="import-report">
      {parts.length === 0 && <Text fz="sm">The file holds no entry.</Text>}
      {parts.map(({ key, title, tone, lines }) => (
        <div key={key} data-testid={`report-${key}`}>
          <Mark tone={tone}>{title}</Mark>
          <ul className={classes.lines}>
            {lines.map((line) => (
              <li key={`${line.name} ${line.words}`}>
                <Text span fz="sm" fw={560}>
                  {countWords(line)}
                </Text>
                {(key === "left" || key === "marked") && line.words && (
                  <Text span fz="sm" c="dimmed">
                    : {line.words}
                  </Text>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {report.document_id && (
        <Text fz="sm">
          The written text of the file was kept as a document.{" "}
          <Anchor
            component={Link}
            to={paths.document(patientId, report.document_id) as never}
            fz="sm"
            underline="always"
          >
            Read it
          </Anchor>
        </Text>
      )}
    </div>
  );
}
