/** Copies that were made: ready to download, being made, or gone. */
import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Transfer, Uuid } from "@/api/types";
import { DateText } from "@/components/DateText";
import { Mark } from "@/components/Mark";
import { fileSize } from "@/lib/words";
import classes from "./exchange.module.css";
import { TransferProgress } from "./TransferProgress";
import { COPY_STATUS, copyStatus } from "./wording";

interface Props {
  patientId: Uuid;
  copies: readonly Transfer[];
}

export function CopyList({ patientId, copies }: Props) {
  return (
    <ul className={classes.list} aria-label="Copies" data-testid="copies">
      {copies.map((copy) => (
        <li key={copy.id} className={classes.item} data-testid="copy">
          <Copy patientId={patientId} copy={copy} />
        </li>
      ))}
    </ul>
  );
}

function Copy({ patientId, copy }: { patientId: Uuid; copy: Transfer }) {
  const status = copyStatus(copy, new Date());
  const { label, tone } = COPY_STATUS[status];
  return (
    <>
      <Group justify="space-between" gap="xs 16px">
        <div>
          <Text fw={600}>
            Copy of <DateText value={copy.created_at} withTime />
          </Text>
          <Group gap={8}>
            <Mark tone={tone}>{label}</Mark>
            {status === "done" && copy.size_bytes !== null && (
              <Text fz="sm" c="dimmed">
                {fileSize(copy.size_bytes)}
              </Text>
            )}
          </Group>
        </div>
        {status === "done" && (
          <Button
            component="a"
            href={`/api/v1/patients/${patientId}/exports/${copy.id}/file`}
            download={copy.filename}
            leftSection={<IconDownload size={17} aria-hidden />}
            data-testid="download-copy"
          >
            Download
          </Button>
        )}
      </Group>
      {status === "waiting" && copy.job_id && (
        <TransferProgress jobId={copy.job_id} label="Making the copy" />
      )}
      {status === "done" && (
        <Text fz="sm" c="dimmed" component="div" mt={4}>
          Can be downloaded until <DateText value={copy.expires_at} withTime />, then it is removed. Your
          record itself stays.
        </Text>
      )}
      {status === "failed" && (
        <Text fz="sm" mt={4}>
          {copy.reason ?? "It could not be made."} Your record is unchanged; make a new copy.
        </Text>
      )}
      {status === "expired" && (
        <Text fz="sm" c="dimmed" mt={4}>
          Its time is over, so it was removed. Your record itself stays; you can make a new copy at any time.
        </Text>
      )}
    </>
  );
}
