/** Two versions of one thing, line by line. Pure. */

/** One line of both versions, in words. */
export interface Difference {
  label: string;
  stands: string;
  other: string;
  differs: boolean;
}

/** The lines of which at least one version says something. */
export function differences(
  lines: readonly { label: string; stands: string | null; other: string | null; differs: boolean }[],
): Difference[] {
  return lines
    .filter(({ stands, other }) => stands !== null || other !== null)
    .map(({ label, stands, other, differs }) => ({
      label,
      stands: stands ?? "not given",
      other: other ?? "not given",
      differs,
    }));
}
