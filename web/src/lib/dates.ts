/** Dates as people read them: absolute, with the weekday; relative words only beside them. */

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A day of which no time is known: a bare date, or midnight UTC, as the record keeps such days. */
const DAY_ONLY = /^(\d{4})-(\d{2})-(\d{2})(?:T00:00:00(?:\.0+)?(?:Z|\+00:00))?$/;

/** A day stays the same day in every time zone; an instant becomes local time. */
export function parseDate(value: string): Date | null {
  const bare = DAY_ONLY.exec(value);
  const date = bare ? new Date(Number(bare[1]), Number(bare[2]) - 1, Number(bare[3])) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function hasTime(value: string): boolean {
  return /T\d{2}:\d{2}/.test(value) && !DAY_ONLY.test(value);
}

/** "Tue 12 Mar 2026" */
export function longDate(value: string): string {
  const date = parseDate(value);
  if (!date) return "date unknown";
  return `${WEEKDAYS[date.getDay()]} ${shortDate(value)}`;
}

/** "12 Mar 2026" */
export function shortDate(value: string): string {
  const date = parseDate(value);
  if (!date) return "date unknown";
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** "Ferritin: 11 ng/mL, 2026-11-18" with its day as people write it. */
export function withReadableDates(label: string): string {
  return label.replace(/\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/g, longDate);
}

/** "14:05" */
export function clock(value: string): string {
  const date = parseDate(value);
  if (!date) return "";
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** "Tue 12 Mar 2026, 14:05" */
export function longDateTime(value: string): string {
  return hasTime(value) ? `${longDate(value)}, ${clock(value)}` : longDate(value);
}

/** A moment as an input of the type datetime-local holds it: local time, to the minute. */
export function toLocalInput(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "12 days", "5 months", "3 years": how old a value is. */
export function ageWords(days: number): string {
  if (days < 1) return "today";
  if (days < 2) return "1 day";
  if (days < 60) return `${Math.floor(days)} days`;
  const months = Math.floor(days / 30.44);
  if (months < 24) return `${months} months`;
  return `${Math.floor(days / 365.25)} years`;
}

/** "just now", "5 min ago", "yesterday", "in 3 days", "14 months ago". */
export function relativeWords(value: string, now: Date): string {
  const date = parseDate(value);
  if (!date) return "";
  const diff = now.getTime() - date.getTime();
  const days = calendarDays(date, now);
  if (days < 0) return days === -1 ? "tomorrow" : `in ${ageWords(-days)}`;
  if (!hasTime(value)) return days === 0 ? "today" : days === 1 ? "yesterday" : `${ageWords(days)} ago`;
  if (diff < 60_000) return "just now";
  if (diff < 3_600_000) return `${Math.floor(diff / 60_000)} min ago`;
  if (days === 0) return `${Math.floor(diff / 3_600_000)} h ago`;
  return days === 1 ? "yesterday" : `${ageWords(days)} ago`;
}

/** Whole calendar days from one date to another, in local time. */
export function calendarDays(from: Date, to: Date): number {
  const start = Date.UTC(from.getFullYear(), from.getMonth(), from.getDate());
  const end = Date.UTC(to.getFullYear(), to.getMonth(), to.getDate());
  return Math.round((end - start) / DAY_MS);
}

/** From here on a value is marked as old. A choice of display, not a clinical rule: it asks for a second look. */
export const OLD_AFTER_DAYS = 365;

export function greeting(hour: number): string {
  if (hour < 5 || hour >= 18) return "Good evening";
  return hour < 12 ? "Good morning" : "Good afternoon";
}
