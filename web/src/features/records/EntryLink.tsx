/** An entry of the timeline leads to what it is about: the document's page, or the value in its series. */
import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TimelineItem, Uuid } from "@/api/types";
import { useChartPaths } from "@/components/paths";
import { useOpenSource } from "@/components/source/SourceContext";

interface Props {
  patientId: Uuid;
  item: TimelineItem;
  className?: string;
  children: ReactNode;
}

export function EntryLink({ patientId, item, className, children }: Props) {
  const paths = useChartPaths();
  const open = useOpenSource();
  const { ref_type: type, ref_id: id } = item;
  if (type === "document" && id) {
    return (
      <Link to={paths.document(patientId, id)} className={className}>
        {children}
      </Link>
    );
  }
  if (type === "observation" && id) {
    return (
      <UnstyledButton
        className={className}
        onClick={() => open({ kind: "series", patientId, code: null, observationId: id, label: item.title })}
      >
        {children}
      </UnstyledButton>
    );
  }
  return <div className={className}>{children}</div>;
}
