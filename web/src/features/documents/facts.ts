/** Which parts of a proposed fact a person can correct, and what a correction holds. Pure. */
import type { Observation, Proposal, ProposalKind } from "@/api/types";
import { shortDate } from "@/lib/dates";
import { type Difference, differences } from "@/lib/differences";
import { testName } from "@/lib/names";
import { unitWords } from "@/lib/values";

type Fact = Proposal["fact"];

export interface Field {
  name: string;
  label: string;
  type?: "date" | "number";
  options?: string[];
}

const CODED: Field = { name: "display", label: "Name" };

export const FIELDS: Record<ProposalKind, Field[]> = {
  observation: [
    { name: "display", label: "Test" },
    { name: "value", label: "Value", type: "number" },
    { name: "unit", label: "Unit" },
    { name: "reference_low", label: "Range from", type: "number" },
    { name: "reference_high", label: "Range to", type: "number" },
    { name: "effective_at", label: "Taken on", type: "date" },
  ],
  condition: [
    CODED,
    { name: "clinical_status", label: "Status", options: ["active", "inactive", "resolved"] },
    { name: "onset_date", label: "Since", type: "date" },
  ],
  medication: [
    CODED,
    { name: "dosage_text", label: "Dose" },
    { name: "frequency", label: "How often" },
    { name: "status", label: "Status", options: ["active", "stopped", "on-hold", "completed", "intended"] },
  ],
  allergy: [
    { name: "display", label: "Substance" },
    { name: "reaction", label: "Reaction" },
    { name: "severity", label: "Severity", options: ["mild", "moderate", "severe"] },
  ],
  family_history: [
    { name: "display", label: "Disease" },
    { name: "relationship", label: "Relative" },
    { name: "onset_age", label: "Age at onset", type: "number" },
  ],
  risk_marker: [
    { name: "display", label: "Marker" },
    { name: "note", label: "Note" },
  ],
};

/** A fact as the form holds it: text everywhere, dates as days. */
export function toForm(kind: ProposalKind, fact: Fact): Record<string, string> {
  return Object.fromEntries(
    FIELDS[kind].map(({ name, type }) => {
      const value = fact[name];
      const text = value === null || value === undefined ? "" : String(value);
      return [name, type === "date" ? text.slice(0, 10) : text];
    }),
  );
}

/** Only what was really changed; null when nothing was, so that a plain look is not stored as a correction. */
export function correctionOf(kind: ProposalKind, fact: Fact, edited: Record<string, string>): Fact | null {
  const before = toForm(kind, fact);
  const changed = FIELDS[kind].filter(({ name }) => (edited[name] ?? "").trim() !== before[name]);
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map(({ name }) => [name, (edited[name] ?? "").trim() || null]));
}

/** What would stand in the chart, as label and words. */
export function factLines(kind: ProposalKind, fact: Fact): { label: string; words: string }[] {
  return linesOf(kind).flatMap((field) => {
    const words = wordsOf(field, fact);
    return words === null ? [] : [{ label: field.label, words }];
  });
}

/**
 * What stands in the chart beside what the paper says, with the reader's correction. What the paper does not speak of
 * stays as it is, and so does the chart's name for the same thing: neither is a difference.
 */
export function compareFacts(
  kind: ProposalKind,
  chart: Fact,
  paper: Fact,
  correction: Fact | null,
): Difference[] {
  return differences(
    linesOf(kind).map((field) => {
      const isCorrected = correction !== null && field.name in correction;
      const stands = wordsOf(field, chart);
      const other = wordsOf(field, { ...paper, ...correction });
      const isSaid = isCorrected || (other !== null && field.name !== "display");
      return { label: field.label, stands, other, differs: isSaid && stands !== other };
    }),
  );
}

/** A unit stands behind its value, not on a line of its own. */
function linesOf(kind: ProposalKind): Field[] {
  return FIELDS[kind].filter(({ name }) => name !== "unit");
}

function wordsOf({ name, type }: Field, fact: Fact): string | null {
  if (name === "value") return resultParts(fact).value === NO_VALUE ? null : resultWords(fact);
  const value = fact[name];
  if (value === null || value === undefined || value === "") return null;
  return type === "date" ? shortDate(String(value).slice(0, 10)) : String(value);
}

const NO_VALUE = "no value";

/** "<0.01" and "ng/mL", "positive" and nothing: a result as printed, with its unit as people write it. */
export function resultParts(fact: Fact): { value: string; unit: string } {
  const number = fact.value ?? fact.value_text;
  if (number === null || number === undefined || number === "") return { value: NO_VALUE, unit: "" };
  const comparator = fact.value === null || fact.value === undefined ? "" : (fact.comparator ?? "");
  return { value: `${comparator}${number}`, unit: unitWords(text(fact.unit)) };
}

export function resultWords(fact: Fact): string {
  const { value, unit } = resultParts(fact);
  return `${value} ${unit}`.trim();
}

/** A finding in a few words; a result as name and value, the rest as the server summarised it. */
export function titleOf(proposal: Pick<Proposal, "kind" | "fact" | "summary">): string {
  const name = text(proposal.fact.display);
  return proposal.kind === "observation" && name
    ? `${testName(name)} ${resultWords(proposal.fact)}`
    : proposal.summary;
}

/** A proposed result in the shape in which results are judged: its standing, range and date. */
export function asResult(fact: Fact) {
  const number = (value: Fact[string] | undefined): number | null =>
    value === null || value === undefined || value === "" || !Number.isFinite(Number(value))
      ? null
      : Number(value);
  return {
    value: number(fact.value),
    reference_low: number(fact.reference_low),
    reference_high: number(fact.reference_high),
    reference_text: text(fact.reference_text),
    value_text: text(fact.value_text),
    comparator: text(fact.comparator),
    unit: text(fact.unit),
    interpretation: text(fact.interpretation) as Observation["interpretation"],
    effective_at: text(fact.effective_at),
  };
}

function text(value: Fact[string] | undefined): string | null {
  return typeof value === "string" && value ? value : null;
}
