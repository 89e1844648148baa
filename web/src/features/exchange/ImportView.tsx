/** Records from elsewhere: send one, see it being read, and what became of every entry. */
import { Anchor, Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import type { Transfer, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Loaded } from "@/components/Loaded";
import { Mark } from "@/components/Mark";
import { RowsSkeleton } from "@/components/Skeletons";
import { fileSize } from "@/lib/words";
import classes from "./exchange.module.css";
import { ImportReport } from "./ImportReport";
import { SendFile } from "./SendFile";
import { TransferProgress } from "./TransferProgress";
import { importsQuery } from "./transfers";
import { IMPORT_STATUS, summaryOf } from "./wording";

interface Props {
  patientId: Uuid;
  hint: string;
}

export function ImportView({ patientId, hint }: Props) {
  const imports = useQuery(importsQuery(patientId));
  return (
    <Stack gap="sm">
      <SendFile patientId={patientId} hint={hint} />
      <Loaded query={imports} skeleton={<RowsSkeleton rows={3} height={72} />} compact>
        {(found) =>
          found.length === 0 ? (
            <Text fz="sm" c="dimmed">
              Nothing was brought from elsewhere yet.
            </Text>
          ) : (
            <ul className={classes.list} aria-label="Imports" data-testid="imports">
              {found.map((one, place) => (
                <li key={one.id} className={classes.item} data-testid="import" data-status={one.status}>
                  <Import patientId={patientId} one={one} isNewest={place === 0} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Stack>
  );
}

interface ImportProps {
  patientId: Uuid;
  one: Transfer;
  isNewest: boolean;
}

function Import({ patientId, one, isNewest }: ImportProps) {
  const { label, tone } = IMPORT_STATUS[one.status];
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="xs 16px">
        <div className={classes.words}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {one.filename}
          </Text>
          <Text fz="sm" c="dimmed" component="div">
            <DateText value={one.created_at} withTime />
            {one.size_bytes !== null && ` · ${fileSize(one.size_bytes)}`}
          </Text>
        </div>
        <div role="status">
          <Mark tone={tone}>{label}</Mark>
        </div>
      </Group>
      {one.status === "waiting" && one.job_id && (
        <TransferProgress jobId={one.job_id} label={`Reading ${one.filename}`} />
      )}
      {one.status === "failed" && (
        <Text fz="sm" mt={4} data-testid="refusal">
          {one.reason ?? "It could not be read."} Nothing of it was added to the record.
        </Text>
      )}
      {one.report && <Result patientId={patientId} one={one} report={one.report} isNewest={isNewest} />}
      <Anchor
        href={`/api/v1/patients/${patientId}/imports/${one.id}/file`}
        download={one.filename}
        fz="sm"
        className={classes.original}
        data-testid="original"
      >
        <IconDownload size={15} aria-hidden /> The file as it was sent
      </Anchor>
    </>
  );
}

interface ResultProps extends ImportProps {
  report: NonNullable<Transfer["report"]>;
}

function Result({ patientId, report, isNewest }: ResultProps) {
  const [isOpen, { toggle }] = useDisclosure(isNewest);
  return (
    <>
      <Group gap={8} mt={4}>
        <Text fz="sm">{summaryOf(report)}</Text>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={toggle}
          aria-expanded={isOpen}
          rightSection={
            <IconChevronDown size={14} aria-hidden style={{ rotate: isOpen ? "180deg" : undefined }} />
          }
        >
          {isOpen ? "Hide the report" : "Show the report"}
        </Button>
      </Group>
      <Collapse expanded={isOpen} transitionDuration={100}>
        <ImportReport patientId={patientId} report={report} />
      </Collapse>
    </>
  );
}
