import { describe, expect, test } from "vitest";
import {
  bandGeometry,
  numberWords,
  rangeWords,
  sparkPath,
  standing,
  standingTone,
  toNumber,
  unitWords,
  valueWords,
} from "./values";

const none = { interpretation: null, reference_low: null, reference_high: null } as const;

describe("values", () => {
  test("numbers are read whether they travel as numbers or as text", () => {
    expect(valueWords({ value: 11.5, value_text: null, comparator: null })).toBe("11.5");
    expect(toNumber("11.0")).toBe(11);
    expect(toNumber("")).toBeNull();
  });

  test("a comparator printed by the laboratory is never dropped", () => {
    expect(valueWords({ value: 0.01, value_text: "<0.01", comparator: "<" })).toBe("<0.01");
  });

  test("absence is said, not drawn as zero", () => {
    expect(valueWords({ value: null, value_text: null, comparator: null })).toBe("Not measured");
  });

  test("what a machine computed is shortened, what a laboratory printed is not", () => {
    expect(
      ["37.71167498842297", "0.7972893064681896", "138.70766438182767", "1523.456789", "-4.07385644"].map(
        numberWords,
      ),
    ).toEqual(["37.71", "0.7973", "138.7", "1523", "-4.074"]);
    expect([11, 0.0004, "11.0", "123.45", "0.00123", 123456789, 1e-7].map(numberWords)).toEqual([
      "11",
      "0.0004",
      "11.0",
      "123.45",
      "0.00123",
      "123456789",
      "1e-7",
    ]);
  });

  test("a critical flag without a direction is critical all the same", () => {
    expect(standingTone(standing({ ...none, value: 3, interpretation: "AA" }))).toBe("critical");
  });

  test("UCUM becomes what a laboratory prints", () => {
    expect(["mm[Hg]", "10*3/uL", "ug/L", "{score}", "%", "mg/dL", "umol/L", null].map(unitWords)).toEqual([
      "mmHg",
      "10³/µL",
      "µg/L",
      "",
      "%",
      "mg/dL",
      "µmol/L",
      "",
    ]);
  });

  test("the laboratory's flag wins over arithmetic", () => {
    expect(standing({ ...none, value: 5, interpretation: "HH", reference_high: 10 })).toBe("critical-high");
  });

  test("without a flag the range decides, and its ends belong to it", () => {
    expect(standing({ ...none, value: 15, reference_low: 15, reference_high: 150 })).toBe("normal");
    expect(standing({ ...none, value: 14.9, reference_low: 15, reference_high: 150 })).toBe("low");
    expect(standing({ ...none, value: 151, reference_high: 150 })).toBe("high");
  });

  test("without flag and range nothing is claimed", () => {
    expect(standing({ ...none, value: 3 })).toBe("unknown");
    expect(standingTone("unknown")).toBe("unknown");
  });

  test("one-sided ranges read as sentences", () => {
    expect(rangeWords({ reference_low: null, reference_high: 5, reference_text: null })).toBe("up to 5");
    expect(rangeWords({ reference_low: 60, reference_high: null, reference_text: null })).toBe("60 or more");
  });
});

describe("geometry", () => {
  test("the band lies inside the picture and every value is on it", () => {
    const band = bandGeometry(15, 150, [11, 400]);
    expect(band).not.toBeNull();
    expect(band!.bandFrom).toBeGreaterThan(0);
    expect(band!.bandTo).toBeLessThan(1);
    expect(band!.at(11)).toBeLessThan(band!.bandFrom);
    expect(band!.at(400)).toBeLessThanOrEqual(1);
    expect(band!.at(400)).toBeGreaterThan(band!.bandTo);
  });

  test("a range with one end fills to the edge on its open side", () => {
    expect(bandGeometry(null, 5, [2])!.bandFrom).toBe(0);
    expect(bandGeometry(60, null, [90])!.bandTo).toBe(1);
  });

  test("no range, no band", () => {
    expect(bandGeometry(null, null, [3])).toBeNull();
  });

  test("a spark line runs by time and turns the value axis upwards", () => {
    expect(
      sparkPath(
        [
          { at: 10, value: 2 },
          { at: 0, value: 0 },
        ],
        100,
        20,
      ),
    ).toBe("M0 20 L100 0");
  });

  test("one point or equal values draw without dividing by zero", () => {
    expect(sparkPath([{ at: 5, value: 3 }], 100, 20)).toBe("M0 20");
  });
});
