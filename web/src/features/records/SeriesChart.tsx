/** One test over time: values as dots on the reference band. The table under it says the same in words. */
import { useElementSize } from "@mantine/hooks";
import type { Observation } from "@/api/types";
import { longDateTime, parseDate, shortDate } from "@/lib/dates";
import { niceTicks, timeTicks } from "@/lib/ticks";
import { type Judged, linePath, standing, standingTone, toNumber, unitWords, valueWords } from "@/lib/values";
import type { WaitingValue } from "./series";
import classes from "./series.module.css";
import { testName } from "@/lib/names";

const HEIGHT = 220;
const PAD = { top: 12, right: 16, bottom: 28, left: 44 };

interface Measured extends Judged {
  id: string;
  effective_at: string | null;
}

interface Point {
  at: number;
  value: number;
  result: Measured;
  isWaiting: boolean;
}

interface Props {
  observations: readonly Observation[];
  /** Drawn hollow and off the line. */
  waiting: readonly WaitingValue[];
}

export function SeriesChart({ observations, waiting }: Props) {
  const { ref, width } = useElementSize();
  const unit = observations[0]?.unit ?? waiting[0]?.result.unit ?? null;
  const unread = waiting
    .map(({ id, result }) => ({ ...result, id }))
    // In another unit a point would lie at a height that means nothing.
    .filter((result) => (result.unit ?? null) === unit);
  const points = [...toPoints(observations, false), ...toPoints(unread, true)].sort((a, b) => a.at - b.at);
  return (
    <figure className={classes.figure}>
      <div ref={ref} className={classes.frame} style={{ height: HEIGHT }}>
        {width > 0 && <Picture points={points} width={width} name={observations[0]?.code_display ?? null} />}
      </div>
      {unread.length > 0 && (
        <figcaption className={classes.legend}>
          <svg width={14} height={14} aria-hidden>
            <circle className={classes.point} data-waiting cx={7} cy={7} r={5} />
          </svg>
          Waiting for review
        </figcaption>
      )}
    </figure>
  );
}

function toPoints(results: readonly Measured[], isWaiting: boolean): Point[] {
  return results.flatMap((result) => {
    const at = result.effective_at ? parseDate(result.effective_at)?.getTime() : undefined;
    const value = toNumber(result.value);
    return at === undefined || value === null ? [] : [{ at, value, result, isWaiting }];
  });
}

function Picture({ points, width, name }: { points: Point[]; width: number; name: string | null }) {
  const newest = points[points.length - 1];
  const oldest = points[0];
  if (!newest || !oldest) return null;
  const confirmed = points.filter((point) => !point.isWaiting);
  // The range that a person has accepted; of a paper only where there is no other.
  const { result: judged } = confirmed[confirmed.length - 1] ?? newest;
  const low = toNumber(judged.reference_low);
  const high = toNumber(judged.reference_high);
  const values = [
    ...points.map((point) => point.value),
    ...[low, high].filter((n): n is number => n !== null),
  ];
  const yTicks = niceTicks(Math.min(...values), Math.max(...values));
  const bottom = yTicks[0] ?? 0;
  const top = yTicks[yTicks.length - 1] ?? 1;
  const inner = { width: width - PAD.left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const span = newest.at - oldest.at || 1;
  const x = (at: number): number =>
    points.length === 1 ? inner.width / 2 : ((at - oldest.at) / span) * inner.width;
  const y = (value: number): number => inner.height * (1 - (value - bottom) / (top - bottom || 1));
  const bandTop = high === null ? 0 : y(high);
  const bandBottom = low === null ? inner.height : y(low);
  const xTicks = timeTicks(oldest.at, newest.at, inner.width > 420 ? 4 : 2);
  const unit = unitWords(judged.unit);
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`${name ? testName(name) : "Values"} over time; the table below lists each value.`}
    >
      <g transform={`translate(${PAD.left} ${PAD.top})`}>
        {(low !== null || high !== null) && (
          <rect
            className={classes.band}
            y={bandTop}
            width={inner.width}
            height={Math.max(0, bandBottom - bandTop)}
          />
        )}
        {yTicks.map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className={classes.grid} x2={inner.width} />
            <text className={classes.tick} x={-8} dy="0.32em" textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        {xTicks.map((tick, index) => (
          <text
            key={tick}
            className={classes.tick}
            x={x(tick)}
            y={inner.height + 20}
            textAnchor={anchor(index, xTicks.length)}
          >
            {shortDate(new Date(tick).toISOString())}
          </text>
        ))}
        <path
          className={classes.line}
          d={linePath(confirmed.map((point) => [x(point.at), y(point.value)]))}
        />
        {points.map((point) => (
          <circle
            key={point.result.id}
            className={classes.point}
            data-tone={standingTone(standing(point.result))}
            data-waiting={point.isWaiting || undefined}
            cx={x(point.at)}
            cy={y(point.value)}
            r={5}
          >
            <title>
              {`${valueWords(point.result)} ${unit}, ${longDateTime(point.result.effective_at ?? "")}`}
              {point.isWaiting && ", waiting for review"}
            </title>
          </circle>
        ))}
      </g>
    </svg>
  );
}

function anchor(index: number, count: number): "start" | "middle" | "end" {
  if (count === 1) return "middle";
  if (index === 0) return "start";
  return index === count - 1 ? "end" : "middle";
}
