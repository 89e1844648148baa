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
  tone?: string;
  /** Drawn for the eye only, where the same entry is also listed in words. */
  hidden?: boolean;
  children: ReactNode;
}

export function EntryLink({ patientId, item, className, tone, hidden, children }: Props) {
  const paths = useChartPaths();
  const open = useOpenSource();
  const { ref_type: type, ref_id: id } = item;
  const shared = { className, "data-tone": tone, tabIndex: hidden ? -1 : undefined };
  if (type === "document" && id) {
    return (
      <Link to={paths.document(patientId, id)} {...shared}>
        {children}
      </Link>
    );
  }
  if (type === "observation" && id) {
    return (
      <UnstyledButton
        {...shared}
        onClick={() => open({ kind: "series", patientId, code: null, observationId: id, label: item.title })}
      >
        {children}
      </UnstyledButton>
    );
  }
  if (type === "observation-group") {
    return (
      <UnstyledButton
        {...shared}
        onClick={() =>
          open({ kind: "group", patientId, at: item.at, category: item.kind, label: item.title })
        }
      >
        {children}
      </UnstyledButton>
    );
  }
  return <div {...shared}>{children}</div>;
}
