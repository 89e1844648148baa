/** Axis ticks that people would choose themselves. Pure. */

/** At most `count` + 1 round numbers that cover the values. */
export function niceTicks(low: number, high: number, count = 4): number[] {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw) ?? raw;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks: number[] = [];
  for (let n = first; n <= last; n += 1) ticks.push(Number((n * step).toPrecision(12)));
  return ticks;
}

/** Evenly spread moments with the first and the last, for labels under a time axis. */
export function timeTicks(from: number, to: number, count: number): number[] {
  if (to <= from || count < 2) return [from];
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}
