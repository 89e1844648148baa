/** Where each role can go from the rail. Words first: an icon alone is a riddle. */
import {
  IconActivity,
  IconChartLine,
  IconChecklist,
  IconClipboardList,
  IconEye,
  IconFiles,
  IconHeartRateMonitor,
  IconHome,
  IconKey,
  IconListCheck,
  IconMessageCircle,
  IconReportMedical,
  IconShieldCheck,
  IconUrgent,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { Role } from "@/api/types";

export interface Place {
  to:
    | "/home"
    | "/results"
    | "/documents"
    | "/chat"
    | "/access"
    | "/worklist"
    | "/patients"
    | "/review"
    | "/admin/users"
    | "/admin/tokens"
    | "/admin/emergencies"
    | "/admin/jobs"
    | "/admin/audit"
    | "/admin/operations"
    | "/admin/system";
  label: string;
  icon: Icon;
}

const PATIENT: Place[] = [
  { to: "/home", label: "Home", icon: IconHome },
  { to: "/results", label: "Results", icon: IconReportMedical },
  { to: "/documents", label: "Documents", icon: IconFiles },
  { to: "/chat", label: "Ask", icon: IconMessageCircle },
  { to: "/access", label: "Who looked", icon: IconEye },
];

const DOCTOR: Place[] = [
  { to: "/worklist", label: "Worklist", icon: IconClipboardList },
  { to: "/patients", label: "Patients", icon: IconUsers },
  { to: "/review", label: "Review", icon: IconChecklist },
];

const ADMIN: Place[] = [
  { to: "/admin/users", label: "Users", icon: IconUsers },
  { to: "/admin/tokens", label: "Tokens", icon: IconKey },
  { to: "/admin/emergencies", label: "Emergency", icon: IconUrgent },
  { to: "/admin/jobs", label: "Jobs", icon: IconListCheck },
  { to: "/admin/audit", label: "Audit", icon: IconShieldCheck },
  { to: "/admin/operations", label: "Operations", icon: IconChartLine },
  { to: "/admin/system", label: "System", icon: IconActivity },
];

export function placesOf(role: Role): Place[] {
  if (role === "doctor") return DOCTOR;
  return role === "admin" || role === "service" ? ADMIN : PATIENT;
}

export const CHART_ICON = IconHeartRateMonitor;
