/** One icon for each kind of entry of the timeline. */
import {
  IconActivityHeartbeat,
  IconAlertTriangle,
  IconClipboardText,
  IconFileText,
  IconFlag3,
  IconMessageCircle,
  IconPill,
  IconPoint,
  IconReportMedical,
  IconScissors,
  IconStethoscope,
  IconTestPipe,
  IconUsersGroup,
  IconVaccine,
  type Icon,
} from "@tabler/icons-react";

const ICONS: Record<string, Icon> = {
  laboratory: IconTestPipe,
  "vital-signs": IconActivityHeartbeat,
  measurement: IconActivityHeartbeat,
  survey: IconClipboardText,
  condition: IconReportMedical,
  medication: IconPill,
  allergy: IconAlertTriangle,
  immunization: IconVaccine,
  encounter: IconStethoscope,
  procedure: IconScissors,
  "family-history": IconUsersGroup,
  flag: IconFlag3,
  document: IconFileText,
  conversation: IconMessageCircle,
};

export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  const Found = ICONS[kind] ?? IconPoint;
  return <Found size={size} stroke={1.8} aria-hidden />;
}
