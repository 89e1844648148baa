/** Which parts of a fact a person writes by hand, and what is sent for them. Pure. */
import type { Allergy, Condition, Flag, Medication, Observation, Uuid } from "@/api/types";
import { longDateTime, toLocalInput } from "@/lib/dates";
import { type Difference, differences } from "@/lib/differences";
import { factName, testName } from "@/lib/names";
import { sentence } from "@/lib/words";

export type EditKind = "allergies" | "conditions" | "medications" | "observations" | "flags";
export type EditedFact = Allergy | Condition | Medication | Observation | Flag;
export type Content = Record<string, unknown>;

export interface EditTarget {
  patientId: Uuid;
  kind: EditKind;
  /** The entry to correct; a new one without it. */
  fact: EditedFact | null;
}

interface Choice {
  value: string;
  label: string;
}

export interface Field {
  name: string;
  label: string;
  type?: "date" | "moment" | "number" | "long";
  required?: boolean;
  hint?: string;
  choices?: Choice[];
  /** What a new entry starts with. */
  first?: string;
}

const choices = (values: string[], words: Record<string, string> = {}): Choice[] =>
  values.map((value) => ({ value, label: words[value] ?? sentence(value) }));

const NOTE: Field = { name: "note", label: "Remark", type: "long" };
const CERTAINTY: Field = {
  name: "verification_status",
  label: "How sure",
  required: true,
  first: "confirmed",
  choices: choices(["confirmed", "provisional", "differential", "unconfirmed", "refuted"]),
};
const SEVERITY = choices(["mild", "moderate", "severe"]);

const FIELDS: Record<Exclude<EditKind, "observations">, Field[]> = {
  allergies: [
    { name: "display", label: "Substance", required: true },
    { name: "reaction", label: "Reaction" },
    {
      name: "criticality",
      label: "Risk",
      choices: choices(["high", "low", "unable-to-assess"], {
        high: "High risk",
        low: "Low risk",
        "unable-to-assess": "Cannot be told",
      }),
    },
    {
      name: "clinical_status",
      label: "Status",
      required: true,
      first: "active",
      choices: choices(["active", "inactive", "resolved"]),
    },
    {
      ...CERTAINTY,
      choices: choices(["confirmed", "unconfirmed", "refuted"]),
    },
    { name: "onset_date", label: "Since", type: "date" },
    NOTE,
  ],
  conditions: [
    { name: "display", label: "Problem", required: true },
    {
      name: "clinical_status",
      label: "Status",
      required: true,
      first: "active",
      choices: choices(["active", "recurrence", "relapse", "inactive", "remission", "resolved"]),
    },
    CERTAINTY,
    { name: "severity", label: "Severity", choices: SEVERITY },
    { name: "onset_date", label: "Since", type: "date" },
    { name: "abatement_date", label: "Until", type: "date" },
    NOTE,
  ],
  medications: [
    { name: "display", label: "Medicine and strength", required: true },
    { name: "dosage_text", label: "Dose and how to take it" },
    {
      name: "status",
      label: "Status",
      required: true,
      first: "active",
      choices: choices(["active", "on-hold", "stopped", "completed", "intended", "not-taken", "unknown"], {
        active: "Taken now",
      }),
    },
    { name: "start_date", label: "Since", type: "date" },
    { name: "end_date", label: "Until", type: "date" },
    { name: "reason", label: "Why it is taken" },
    NOTE,
  ],
  flags: [
    { name: "display", label: "Warning", required: true, hint: "Everybody who opens the chart sees it." },
    {
      name: "severity",
      label: "How loud",
      required: true,
      first: "warning",
      choices: choices(["critical", "warning", "info"], { info: "Information" }),
    },
    {
      name: "status",
      label: "Status",
      required: true,
      first: "active",
      choices: choices(["active", "inactive"], { active: "Open", inactive: "Closed" }),
    },
    NOTE,
  ],
};

export const KIND_WORDS: Record<EditKind, string> = {
  allergies: "allergy",
  conditions: "problem",
  medications: "medicine",
  observations: "result",
  flags: "flag",
};

export function addWords(kind: EditKind): string {
  return `Add ${/^[aeiou]/.test(KIND_WORDS[kind]) ? "an" : "a"} ${KIND_WORDS[kind]}`;
}

export function nameOf(fact: EditedFact): string {
  return "code_display" in fact ? testName(fact.code_display) : factName(fact.display);
}

/** The fields of a kind; a result in words has no number, and a new one says which test it is of. */
export function fieldsOf(kind: EditKind, fact: EditedFact | null): Field[] {
  if (kind !== "observations") return FIELDS[kind];
  const inWords = fact !== null && "value_text" in fact && fact.value === null;
  return [
    ...(fact === null ? [{ name: "code", label: "Test", required: true }] : []),
    inWords
      ? { name: "value_text", label: "Result", required: true }
      : { name: "value", label: "Value", type: "number" as const, required: true },
    { name: "unit", label: "Unit", hint: "Written in UCUM: mg/dL, mm[Hg], /min" },
    { name: "reference_low", label: "Range from", type: "number" },
    { name: "reference_high", label: "Range to", type: "number" },
    { name: "effective_at", label: "Taken at", type: "moment", required: true },
    NOTE,
  ];
}

/** A fact as the form holds it: text everywhere. */
export function toForm(fields: Field[], fact: EditedFact | null, now: Date): Record<string, string> {
  const content = fact as Content | null;
  return Object.fromEntries(
    fields.map(({ name, type, first }) => {
      const value = content?.[name];
      if (type === "moment") return [name, toLocalInput(value ? new Date(String(value)) : now)];
      if (value === null || value === undefined) return [name, content ? "" : (first ?? "")];
      return [name, String(value)];
    }),
  );
}

/** What the record adds by itself and nobody writes. */
const KEPT_BY_THE_RECORD = new Set(["id", "version", "recorded_at", "updated_at", "recorded_by"]);

/** The part of a fact that its writer wrote, as it is. */
export function writtenPart(fact: EditedFact | null): Content {
  return Object.fromEntries(Object.entries(fact ?? {}).filter(([name]) => !KEPT_BY_THE_RECORD.has(name)));
}

/**
 * The whole content as it should stand: what the form does not show stays as it was. A hand-written name loses the code
 * of the name before it, and a changed number is judged anew by its range.
 */
export function contentOf(
  kind: EditKind,
  fact: EditedFact | null,
  values: Record<string, string>,
  more: Content = {},
): Content {
  const content: Content = { ...writtenPart(fact), ...more, source: "clinician" };
  for (const { name, type } of fieldsOf(kind, fact)) {
    const text = (values[name] ?? "").trim();
    content[name] = text === "" ? null : type === "moment" ? new Date(text).toISOString() : text;
  }
  if (kind === "observations") {
    content.interpretation = null;
    if (fact && "status" in fact && fact.status === "final") content.status = "corrected";
  } else if (fact && content.display !== (fact as Content).display) {
    content.code = null;
    content.code_system = null;
  }
  return content;
}

/** Two versions of a fact side by side, in the words of the form. */
export function compare(fields: Field[], theirs: Content, yours: Content): Difference[] {
  return differences(
    fields.map((field) => {
      const [stands, other] = [wordsOf(field, theirs[field.name]), wordsOf(field, yours[field.name])];
      return { label: field.label, stands, other, differs: stands !== other };
    }),
  );
}

function wordsOf({ choices: options, type }: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  const text = String(value);
  if (type === "date" || type === "moment") return longDateTime(text);
  if (type === "number") return String(Number(text));
  return options?.find((option) => option.value === text)?.label ?? text;
}
