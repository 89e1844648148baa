/** Words of a page grouped into lines, so that selecting, searching and reading aloud follow the print. Pure. */
import type { PageView } from "@/api/types";

type Word = PageView["words"][number];

/** Words come in reading order; a new line starts where the next word's middle leaves the line's height. */
export function groupLines(words: readonly Word[]): Word[][] {
  const lines: Word[][] = [];
  let current: Word[] = [];
  for (const word of words) {
    const last = current[current.length - 1];
    if (last && !onSameLine(last, word)) {
      lines.push(current);
      current = [];
    }
    current.push(word);
  }
  if (current.length > 0) lines.push(current);
  return lines;
}

function onSameLine(a: Word, b: Word): boolean {
  const middle = (b.b[1] + b.b[3]) / 2;
  return middle > a.b[1] && middle < a.b[3] && b.b[0] >= a.b[0];
}
