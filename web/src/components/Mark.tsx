/** A meaning as icon, word and colour together, never as colour alone. */
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconInfoCircleFilled,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { MarkTone } from "@/lib/words";
import classes from "./Mark.module.css";

const ICONS = {
  critical: IconAlertOctagonFilled,
  warning: IconAlertTriangleFilled,
  normal: IconCircleCheckFilled,
  information: IconInfoCircleFilled,
  unknown: IconCircleDashed,
};

interface Props {
  tone: MarkTone;
  children: ReactNode;
  filled?: boolean;
  icon?: ReactNode;
}

export function Mark({ tone, children, filled = false, icon }: Props) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.mark} data-tone={tone} data-filled={filled || undefined}>
      <span aria-hidden className={classes.icon}>
        {icon ?? <Icon size={14} />}
      </span>
      {children}
    </span>
  );
}
