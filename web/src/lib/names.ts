/** Names of tests as people say them. Pure. */

/** What a result is of unless something else is said. */
const ORDINARY = new Set([
  "Blood",
  "Serum",
  "Plasma",
  "Serum or Plasma",
  "Serum, Plasma or Blood",
  "Red Blood Cells",
]);

/**
 * LOINC's long names carry property, specimen and method: "Hemoglobin [Mass/volume] in Blood by Automated count".
 * Property and method are left to the details; a specimen other than blood changes what the number means and stays.
 */
export function testName(display: string): string {
  const long = /^(.+?) \[[^\]]+\](?: (?:in|of) (.+?))?(?: (?:by|--) .+)?$/.exec(display);
  if (!long?.[1]) return withoutSpecimen(display);
  const specimen = long[2];
  return !specimen || ORDINARY.has(specimen) ? long[1] : `${long[1]} in ${specimen.toLowerCase()}`;
}

/** "Hemoglobin A1c/Hemoglobin.total in Blood": a share of the whole, without a property in brackets. */
function withoutSpecimen(display: string): string {
  const [, name = display, specimen = ""] = /^(.+) in ([A-Z][\w, ]+)$/.exec(display) ?? [];
  return ORDINARY.has(specimen) ? name.replace(/\/[^/]+\.total$/, "") : display;
}

const TAG =
  / \((?:disorder|finding|situation|procedure|event|substance|product|medicinal product|regime\/therapy|morphologic abnormality|observable entity)\)$/;

/** SNOMED CT's full names end in a tag for their place in the hierarchy, which says nothing to a reader. */
export function factName(display: string): string {
  return display.replace(TAG, "");
}
