import { describe, expect, test } from "vitest";
import {
  ageWords,
  calendarDays,
  greeting,
  longDate,
  longDateTime,
  parseDate,
  relativeWords,
  withReadableDates,
} from "./dates";

const now = new Date(2026, 10, 21, 9, 30);

describe("dates", () => {
  test("a bare date keeps its calendar day in every time zone", () => {
    expect(longDate("2026-03-12")).toBe("Thu 12 Mar 2026");
    expect(parseDate("2026-03-12")?.getDate()).toBe(12);
  });

  test("an instant is shown with its local time", () => {
    const local = new Date(2026, 2, 12, 8, 5).toISOString();
    expect(longDateTime(local)).toBe("Thu 12 Mar 2026, 08:05");
  });

  test("a day kept as midnight UTC shows no hour that nobody measured", () => {
    expect(longDateTime("2026-10-21T00:00:00Z")).toBe("Wed 21 Oct 2026");
    expect(parseDate("2026-10-21T00:00:00Z")?.getDate()).toBe(21);
  });

  test("nonsense is said to be unknown rather than shown as a date", () => {
    expect(longDate("soon")).toBe("date unknown");
  });

  test("age is told in the unit a doctor would use", () => {
    expect([0, 1, 45, 430, 1200].map(ageWords)).toEqual([
      "today",
      "1 day",
      "45 days",
      "14 months",
      "3 years",
    ]);
  });

  test("relative words follow the calendar, not the clock", () => {
    expect(relativeWords(new Date(2026, 10, 20, 23, 59).toISOString(), now)).toBe("yesterday");
    expect(relativeWords(new Date(2026, 10, 21, 9, 20).toISOString(), now)).toBe("10 min ago");
    expect(relativeWords("2026-11-21", now)).toBe("today");
    expect(relativeWords("2026-11-24", now)).toBe("in 3 days");
  });

  test("a day with a clock change still counts as one day", () => {
    expect(calendarDays(new Date(2026, 2, 28), new Date(2026, 2, 30))).toBe(2);
  });

  test("the greeting follows the hour", () => {
    expect([4, 8, 13, 20].map(greeting)).toEqual([
      "Good evening",
      "Good morning",
      "Good afternoon",
      "Good evening",
    ]);
  });
});

test("a day inside a label is written as people write it", () => {
  expect(withReadableDates("Ferritin: 11 ng/mL (range 15 to 200), 2026-11-18")).toBe(
    "Ferritin: 11 ng/mL (range 15 to 200), Wed 18 Nov 2026",
  );
  expect(withReadableDates("No. 2026-99-99")).toBe("No. 2026-99-99");
});
