/** The values of one visit or one report in the drawer. */
import type { SourceTarget } from "@/components/source/SourceContext";
import { GroupView } from "@/features/records/GroupView";

export default function SourceGroup({ target }: { target: SourceTarget & { kind: "group" } }) {
  return <GroupView patientId={target.patientId} at={target.at} category={target.category} />;
}
