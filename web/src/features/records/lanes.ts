/** Entries of the timeline laid out in lanes over time. Pure. */
import type { TimelineItem } from "@/api/types";
import { parseDate } from "@/lib/dates";

export interface Lane {
  label: string;
  kinds: readonly string[];
}

export const LANES: readonly Lane[] = [
  { label: "Visits", kinds: ["encounter", "procedure"] },
  { label: "Lab results", kinds: ["laboratory"] },
  { label: "Vital signs", kinds: ["vital-signs", "measurement", "survey"] },
  { label: "Documents", kinds: ["document"] },
  { label: "Medicines", kinds: ["medication", "immunization"] },
  { label: "Conditions", kinds: ["condition", "allergy", "flag", "family-history"] },
];

export interface Dot {
  item: TimelineItem;
  /** 0 at the left end of the window, 1 at the right. */
  x: number;
}

export interface LaneWithDots extends Lane {
  dots: Dot[];
}

/** Lanes with what lies in the window; a lane without any entry at all is left out. */
export function layLanes(items: readonly TimelineItem[], from: number, to: number): LaneWithDots[] {
  const span = to - from || 1;
  return LANES.flatMap((lane) => {
    const own = items.filter((item) => lane.kinds.includes(item.kind));
    if (own.length === 0) return [];
    const dots = own.flatMap((item) => {
      const at = parseDate(item.at)?.getTime() ?? Number.NaN;
      return at >= from && at <= to ? [{ item, x: (at - from) / span }] : [];
    });
    return [{ ...lane, dots }];
  });
}

/** The first days of years, or of months when the window is short, to draw lines at. */
export function gridLines(from: number, to: number, most: number): { x: number; label: string }[] {
  const start = new Date(from);
  const isShort = to - from < 1.5 * 365 * 86_400_000;
  const lines: { x: number; label: string }[] = [];
  const step = isShort ? 3 : 12;
  for (let months = 0; ; months += step) {
    const month = isShort ? Math.floor(start.getMonth() / 3) * 3 : 0;
    const date = new Date(start.getFullYear(), month + months, 1);
    if (date.getTime() > to) return thin(lines, most);
    if (date.getTime() < from) continue;
    const label = isShort
      ? date.toLocaleDateString("en", { month: "short", year: "2-digit" })
      : `${date.getFullYear()}`;
    lines.push({ x: (date.getTime() - from) / (to - from), label });
  }
}

function thin<T>(lines: T[], most: number): T[] {
  const every = Math.ceil(lines.length / most);
  return lines.filter((_, index) => index % every === 0);
}
