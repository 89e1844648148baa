/** The tests that a result can be written of by hand: vital signs, and whatever this chart holds already. Pure. */
import type { LastValue, Observation } from "@/api/types";
import { testName } from "@/lib/names";
import type { Content } from "./fact-fields";

export interface TestChoice {
  code: string;
  name: string;
  unit: string;
  content: Content;
}

const LOINC = "http://loinc.org";

/** LOINC's vital signs panel (85353-1) with the units of FHIR R4's vital signs profiles. */
const VITAL_SIGNS: [code: string, name: string, unit: string][] = [
  ["8480-6", "Systolic blood pressure", "mm[Hg]"],
  ["8462-4", "Diastolic blood pressure", "mm[Hg]"],
  ["8867-4", "Heart rate", "/min"],
  ["9279-1", "Respiratory rate", "/min"],
  ["2708-6", "Oxygen saturation", "%"],
  ["8310-5", "Body temperature", "Cel"],
  ["29463-7", "Body weight", "kg"],
  ["8302-2", "Body height", "cm"],
];

export function testChoices(values: readonly LastValue[]): TestChoice[] {
  const vital = VITAL_SIGNS.map(([code, name, unit]) => choice(code, LOINC, name, unit, "vital-signs"));
  const known = new Set(vital.map(({ code }) => code));
  const others = values
    .map(({ observation }) => observation)
    .filter(({ code, value }) => value !== null && !known.has(code))
    .map(({ code, code_system: system, code_display: display, unit, category }) =>
      choice(code, system, display, unit ?? "", category),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
  return [...vital, ...others];
}

function choice(
  code: string,
  system: string,
  display: string,
  unit: string,
  category: Observation["category"],
): TestChoice {
  const content = { code, code_system: system, code_display: display, category };
  return { code, name: testName(display), unit, content };
}
