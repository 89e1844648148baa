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
  if (!long?.[1]) return display;
  const specimen = long[2];
  return !specimen || ORDINARY.has(specimen) ? long[1] : `${long[1]} in ${specimen.toLowerCase()}`;
}
