/** How far the work behind an import or a copy is; the page may be left. */
import { Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Uuid } from "@/api/types";
import { progressQuery } from "./transfers";

interface Props {
  jobId: Uuid;
  label: string;
}

export function TransferProgress({ jobId, label }: Props) {
  const job = useQuery(progressQuery(jobId)).data;
  const share = Math.round((job?.progress ?? 0) * 100);
  return (
    <>
      <Progress value={share} size="sm" my={6} aria-label={label} transitionDuration={100} />
      <Text fz="sm" c="dimmed">
        {job?.message ?? "Waiting for its turn"}. You can leave this page; the work goes on.
      </Text>
    </>
  );
}
