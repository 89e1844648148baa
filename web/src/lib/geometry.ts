/** Boxes on pages, in fractions of the page. Pure. */
import type { Box } from "@/api/types";

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The part of a page worth showing around a box: some context on every side, never outside the page. */
export function cropRegion(box: Box, least: { width: number; height: number }): Region {
  const [x, width] = widen(box[0], box[2], 0.03, least.width);
  const [y, height] = widen(box[1], box[3], 0.018, least.height);
  return { x, y, width, height };
}

function widen(from: number, to: number, padding: number, least: number): [number, number] {
  const size = Math.min(1, Math.max(to - from + 2 * padding, least));
  const centre = (from + to) / 2;
  const start = Math.min(Math.max(centre - size / 2, 0), 1 - size);
  return [start, size];
}

/** CSS percentages of a box inside a region. */
export function boxInRegion(box: Box, region: Region): Record<"left" | "top" | "width" | "height", string> {
  return {
    left: percent((box[0] - region.x) / region.width),
    top: percent((box[1] - region.y) / region.height),
    width: percent((box[2] - box[0]) / region.width),
    height: percent((box[3] - box[1]) / region.height),
  };
}

export const WHOLE_PAGE: Region = { x: 0, y: 0, width: 1, height: 1 };

export function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}

/** A page link carries its box as four fractions: "0.1,0.2,0.5,0.23". */
export function parseBox(text: string | undefined | null): Box | null {
  const parts = (text ?? "").split(",").map(Number);
  if (parts.length !== 4 || parts.some((n) => !Number.isFinite(n) || n < 0 || n > 1)) return null;
  const [x0, y0, x1, y1] = parts as Box;
  return x0 <= x1 && y0 <= y1 ? [x0, y0, x1, y1] : null;
}

export function formatBox(box: Box): string {
  return box.map((n) => Math.round(n * 10_000) / 10_000).join(",");
}
