import { describe, expect, test } from "vitest";
import { boxInRegion, cropRegion, formatBox, parseBox, WHOLE_PAGE } from "./geometry";

describe("crops", () => {
  test("a crop holds its box with context around it", () => {
    const region = cropRegion([0.4, 0.5, 0.5, 0.52], { width: 0.5, height: 0.08 });
    expect(region.width).toBe(0.5);
    expect(region.x).toBeLessThan(0.4);
    expect(region.x + region.width).toBeGreaterThan(0.5);
    expect(region.y).toBeLessThan(0.5);
  });

  test("a crop at the edge stays on the page", () => {
    const region = cropRegion([0.9, 0.97, 1, 1], { width: 0.6, height: 0.2 });
    expect(region.x + region.width).toBeCloseTo(1);
    expect(region.y + region.height).toBeCloseTo(1);
    expect(cropRegion([0, 0, 1, 1], { width: 0.5, height: 0.1 })).toEqual(WHOLE_PAGE);
  });

  test("a highlight is placed in per cent of what is shown", () => {
    expect(boxInRegion([0.25, 0.5, 0.5, 0.75], WHOLE_PAGE)).toEqual({
      left: "25%",
      top: "50%",
      width: "25%",
      height: "25%",
    });
  });
});

describe("box links", () => {
  test("a box survives the trip through an address", () => {
    expect(parseBox(formatBox([0.1, 0.2, 0.51234, 0.23]))).toEqual([0.1, 0.2, 0.5123, 0.23]);
  });

  test("a damaged address shows the page without a box", () => {
    for (const bad of [undefined, "", "1,2,3", "a,b,c,d", "0.5,0,0.1,1", "0,0,2,1"])
      expect(parseBox(bad)).toBeNull();
  });
});
