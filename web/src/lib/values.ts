/** Values, units and ranges in words and geometry. Pure. */
import type { Decimal, Observation } from "@/api/types";

export function toNumber(value: Decimal | null | undefined): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

const UNITS: Record<string, string> = {
  "mm[Hg]": "mmHg",
  Cel: "°C",
  "10*3/uL": "10³/µL",
  "10*6/uL": "10⁶/µL",
  "10*9/L": "10⁹/L",
  "10*12/L": "10¹²/L",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "kg/m2": "kg/m²",
  "[IU]/L": "IU/L",
  "m[IU]/L": "mIU/L",
  "u[IU]/mL": "µIU/mL",
  "1": "",
};

/** What is needed to judge a value, whether it stands in the chart or was only found in a document. */
export type Judged = Pick<
  Observation,
  | "value"
  | "value_text"
  | "comparator"
  | "unit"
  | "reference_low"
  | "reference_high"
  | "reference_text"
  | "interpretation"
>;

/** UCUM code to print form; annotations in braces are for machines. */
export function unitWords(ucum: string | null | undefined): string {
  if (!ucum) return "";
  const known = UNITS[ucum];
  if (known !== undefined) return known;
  return ucum
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[([^\]]+)\]/g, "$1")
    .replace(/\bu(?=[gLm])/g, "µ")
    .trim();
}

const PRINTED_DIGITS = 6;
const KEPT_DIGITS = 4;

/**
 * A number as people read it. What a laboratory prints stays as it is; what a machine computed to fifteen digits is
 * shortened to four that count, and never before the point. The whole number stays one hover away.
 */
export function numberWords(value: Decimal): string {
  const whole = String(value);
  const digits = whole.replace(/^[-+]?[0.]*/, "").replace(".", "").length;
  if (!/^[-+]?\d*\.\d+$/.test(whole) || digits <= PRINTED_DIGITS) return whole;
  const number = Number(whole);
  return String(Math.abs(number) >= 1000 ? Math.round(number) : Number(number.toPrecision(KEPT_DIGITS)));
}

/** "11.0", "<0.01", "positive", or that there is none; a printed comparator is never dropped. */
export function valueWords(observation: Pick<Observation, "value" | "value_text" | "comparator">): string {
  const { value, value_text: text, comparator } = observation;
  if (value === null) return text || "Not measured";
  return `${comparator ?? ""}${numberWords(value)}`;
}

export type Standing =
  "critical-low" | "low" | "normal" | "high" | "critical-high" | "critical-abnormal" | "abnormal" | "unknown";

const BY_CODE: Record<string, Standing> = {
  N: "normal",
  L: "low",
  H: "high",
  LL: "critical-low",
  HH: "critical-high",
  A: "abnormal",
  AA: "critical-abnormal",
};

/** Where a value stands. The laboratory's own flag wins; without one its range decides; without both we do not know. */
export function standing(
  observation: Pick<Observation, "value" | "interpretation" | "reference_low" | "reference_high">,
): Standing {
  const coded = observation.interpretation ? BY_CODE[observation.interpretation] : undefined;
  if (coded) return coded;
  const value = toNumber(observation.value);
  const low = toNumber(observation.reference_low);
  const high = toNumber(observation.reference_high);
  if (value === null || (low === null && high === null)) return "unknown";
  if (low !== null && value < low) return "low";
  if (high !== null && value > high) return "high";
  return "normal";
}

export const STANDING_WORDS: Record<Standing, string> = {
  "critical-low": "Critically low",
  low: "Low",
  normal: "Normal",
  high: "High",
  "critical-high": "Critically high",
  "critical-abnormal": "Critical",
  abnormal: "Abnormal",
  unknown: "No range",
};

export const STANDING_PLAIN: Record<Standing, string> = {
  "critical-low": "Far below the usual range",
  low: "Below the usual range",
  normal: "In the usual range",
  high: "Above the usual range",
  "critical-high": "Far above the usual range",
  "critical-abnormal": "Far from usual",
  abnormal: "Not as usual",
  unknown: "No usual range was given",
};

export type StandingTone = "critical" | "warning" | "normal" | "unknown";

export function standingTone(value: Standing): StandingTone {
  if (value.startsWith("critical")) return "critical";
  if (value === "normal" || value === "unknown") return value;
  return "warning";
}

export function rangeWords(
  observation: Pick<Observation, "reference_low" | "reference_high" | "reference_text">,
): string | null {
  const { reference_low: low, reference_high: high, reference_text: text } = observation;
  if (low !== null && high !== null) return `${numberWords(low)}–${numberWords(high)}`;
  if (high !== null) return `up to ${numberWords(high)}`;
  if (low !== null) return `${numberWords(low)} or more`;
  return text || null;
}

export interface BandGeometry {
  /** Fractions of the width. */
  bandFrom: number;
  bandTo: number;
  at: (value: number) => number;
}

/** Lay out a reference band with all values inside the picture and room on both sides of the band. */
export function bandGeometry(low: number | null, high: number | null, values: number[]): BandGeometry | null {
  if (low === null && high === null) return null;
  const anchor = [low, high, ...values].filter((n): n is number => n !== null);
  const width = low !== null && high !== null ? high - low : Math.max(Math.abs(high ?? low ?? 1), 1e-9);
  const margin = Math.max(width, 1e-9) * 0.5;
  const from = low === null ? Math.min(...anchor, (high ?? 0) - width) : Math.min(...anchor) - margin;
  const to = high === null ? Math.max(...anchor, (low ?? 0) + width) : Math.max(...anchor) + margin;
  const span = to - from || 1;
  const at = (value: number): number => Math.min(1, Math.max(0, (value - from) / span));
  return { bandFrom: low === null ? 0 : at(low), bandTo: high === null ? 1 : at(high), at };
}

/** An SVG path through points evenly scaled into a box; time runs left to right. */
export function sparkPath(
  points: { at: number; value: number }[],
  width: number,
  height: number,
  domain?: [number, number],
): string {
  if (points.length === 0) return "";
  const sorted = [...points].sort((a, b) => a.at - b.at);
  const values = sorted.map((p) => p.value);
  const [low, high] = domain ?? [Math.min(...values), Math.max(...values)];
  const first = sorted[0]?.at ?? 0;
  const span = (sorted[sorted.length - 1]?.at ?? 0) - first || 1;
  const scale = high - low || 1;
  return linePath(
    sorted.map((p) => [((p.at - first) / span) * width, height - ((p.value - low) / scale) * height]),
  );
}

/** A line through places of a picture. */
export function linePath(places: readonly [number, number][]): string {
  return places.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
