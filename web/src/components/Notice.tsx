/** Something that must be read before going on, with its meaning as icon and colour. */
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

interface Props {
  tone: "critical" | "warning" | "information";
  title?: string;
  action?: ReactNode;
  children?: ReactNode;
  /** Read out at once: for what just went wrong. */
  urgent?: boolean;
}

export function Notice({ tone, title, action, children, urgent = false }: Props) {
  const Icon = tone === "information" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-tone={tone} role={urgent ? "alert" : "note"}>
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        {title && <strong className={classes.title}>{title}</strong>}
        {children}
      </div>
      {action}
    </div>
  );
}
