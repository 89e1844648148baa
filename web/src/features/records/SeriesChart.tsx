/** One test over time: values as dots on the reference band. The table under it says the same in words. */
import { useElementSize } from "@mantine/hooks";
import type { Observation } from "@/api/types";
import { longDateTime, parseDate, shortDate } from "@/lib/dates";
import { niceTicks, timeTicks } from "@/lib/ticks";
import { sparkPath, standing, standingTone, toNumber, unitWords, valueWords } from "@/lib/values";
import classes from "./series.module.css";
import { testName } from "@/lib/names";

const HEIGHT = 220;
const PAD = { top: 12, right: 16, bottom: 28, left: 44 };

interface Point {
  at: number;
  value: number;
  observation: Observation;
}

export function SeriesChart({ observations }: { observations: Observation[] }) {
  const { ref, width } = useElementSize();
  const points = toPoints(observations);
  return (
    <div ref={ref} className={classes.frame} style={{ height: HEIGHT }}>
      {width > 0 && points.length > 0 && <Picture points={points} width={width} />}
    </div>
  );
}

function toPoints(observations: Observation[]): Point[] {
  return observations
    .flatMap((observation) => {
      const at = parseDate(observation.effective_at)?.getTime();
      const value = toNumber(observation.value);
      return at === undefined || value === null ? [] : [{ at, value, observation }];
    })
    .sort((a, b) => a.at - b.at);
}

function Picture({ points, width }: { points: Point[]; width: number }) {
  const newest = points[points.length - 1];
  const oldest = points[0];
  if (!newest || !oldest) return null;
  const low = toNumber(newest.observation.reference_low);
  const high = toNumber(newest.observation.reference_high);
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
  const unit = unitWords(newest.observation.unit);
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`${testName(newest.observation.code_display)} over time; the table below lists each value.`}
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
        <path className={classes.line} d={sparkPath(points, inner.width, inner.height, [bottom, top])} />
        {points.map((point) => (
          <circle
            key={point.observation.id}
            className={classes.point}
            data-tone={standingTone(standing(point.observation))}
            cx={x(point.at)}
            cy={y(point.value)}
            r={5}
          >
            <title>
              {`${valueWords(point.observation)} ${unit}, ${longDateTime(point.observation.effective_at)}`}
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
