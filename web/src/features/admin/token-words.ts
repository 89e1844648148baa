/** What tokens may do, in words, and which scopes fit for whom they act. Pure. */
import type { TokenScope } from "@/api/types";

export type ActsFor = "patient" | "doctor" | "nobody";

export const ACTS_FOR: { value: ActsFor; label: string }[] = [
  { value: "patient", label: "One patient" },
  { value: "doctor", label: "One practitioner" },
  { value: "nobody", label: "Nobody" },
];

export const SCOPE_WORDS: Record<TokenScope, string> = {
  "person.read": "Read name and contact data",
  "observations.read": "Read results and measurements",
  "observations.write": "Add measurements",
  "metrics.read": "Read the system's figures (/metrics)",
};

const WITHOUT_A_PERSON: TokenScope[] = ["metrics.read"];

export function scopesFor(actsFor: ActsFor): TokenScope[] {
  const all = Object.keys(SCOPE_WORDS) as TokenScope[];
  return all.filter((scope) => WITHOUT_A_PERSON.includes(scope) === (actsFor === "nobody"));
}
