/** The history of one value as a small line over its reference range. Decoration: the table beside it has the numbers. */
import type { LastValue } from "@/api/types";
import { parseDate } from "@/lib/dates";
import { sparkPath, standing, standingTone, toNumber } from "@/lib/values";
import classes from "./values.module.css";

const WIDTH = 104;
const HEIGHT = 28;
const PAD = 4;

export function Sparkline({ last }: { last: LastValue }) {
  const points = last.history
    .map((point) => ({ at: parseDate(point.at)?.getTime() ?? 0, value: toNumber(point.value) ?? Number.NaN }))
    .filter((point) => Number.isFinite(point.value))
    .sort((a, b) => a.at - b.at);
  const end = points[points.length - 1];
  if (points.length < 2 || !end) return null;
  const low = toNumber(last.observation.reference_low);
  const high = toNumber(last.observation.reference_high);
  const [bottom, top] = domain(
    points.map((point) => point.value),
    low,
    high,
  );
  const y = (value: number): number => (HEIGHT - 2 * PAD) * (1 - (value - bottom) / (top - bottom || 1));
  const bandTop = Math.max(0, high === null ? 0 : y(high));
  const bandBottom = Math.min(HEIGHT - 2 * PAD, low === null ? HEIGHT - 2 * PAD : y(low));
  return (
    <svg
      className={classes.spark}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden
    >
      <g transform={`translate(${PAD} ${PAD})`}>
        {(low !== null || high !== null) && bandBottom > bandTop && (
          <rect
            className={classes.sparkBand}
            x={-PAD}
            width={WIDTH}
            y={bandTop}
            height={bandBottom - bandTop}
          />
        )}
        <path
          className={classes.sparkLine}
          d={sparkPath(points, WIDTH - 2 * PAD, HEIGHT - 2 * PAD, [bottom, top])}
        />
        <circle
          className={classes.sparkEnd}
          data-tone={standingTone(standing(last.observation))}
          cx={WIDTH - 2 * PAD}
          cy={y(end.value)}
          r={3.5}
        />
      </g>
    </svg>
  );
}

/** All values, and a range end only where it lies near them: a far end would flatten the line. */
function domain(values: number[], low: number | null, high: number | null): [number, number] {
  const min = Math.min(...values);
  const max = Math.max(...values);
  const reach = Math.max(max - min, Math.abs(max) * 0.1, 1e-9);
  const near = [low, high].filter(
    (end): end is number => end !== null && end > min - reach && end < max + reach,
  );
  const from = Math.min(min, ...near);
  const to = Math.max(max, ...near);
  // A range that begins where the picture ends still shows as a strip.
  const strip = (to - from || reach) * 0.25;
  return [high !== null && high <= from ? from - strip : from, low !== null && low >= to ? to + strip : to];
}
