/** One figure of the installation over time. Gaps stay gaps: no minute is drawn that nobody wrote down. */
import { Card, Group, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { clock, longDateTime, shortDate } from "@/lib/dates";
import { niceTicks, timeTicks } from "@/lib/ticks";
import { linePath } from "@/lib/values";
import classes from "./operations.module.css";

const HEIGHT = 168;
const PAD = { top: 10, right: 12, bottom: 26, left: 48 };
const DAY_MS = 86_400_000;

export interface Moment {
  at: string;
  value: number | null;
}

interface Props {
  title: string;
  /** What the newest value is, in words; it stands beside the title. */
  now: string;
  unit: string;
  moments: readonly Moment[];
  from: number;
  to: number;
  stepMs: number;
  /** Drawn as a dashed line: where good ends. */
  limit?: { value: number; words: string };
}

export function MinuteChart({ title, now, ...rest }: Props) {
  const { ref, width } = useElementSize();
  return (
    <Card component="figure" m={0}>
      <Group justify="space-between" align="baseline" component="figcaption" mb={8}>
        <Text fw={600}>{title}</Text>
        <Text fz="sm" c="dimmed" className={classes.figure}>
          {now}
        </Text>
      </Group>
      <div ref={ref} style={{ height: HEIGHT }}>
        {width > 0 && <Picture title={title} now={now} width={width} {...rest} />}
      </div>
    </Card>
  );
}

function Picture({ title, now, unit, moments, from, to, stepMs, limit, width }: Props & { width: number }) {
  const values = moments.flatMap((moment) => (moment.value === null ? [] : [moment.value]));
  const ticks = niceTicks(0, Math.max(1, limit?.value ?? 0, ...values), 3);
  const top = ticks[ticks.length - 1] ?? 1;
  const inner = { width: width - PAD.left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const x = (at: number): number => ((at - from) / (to - from)) * inner.width;
  const y = (value: number): number => inner.height * (1 - value / top);
  const labels = timeTicks(from, to, inner.width > 420 ? 4 : 2);
  const isLong = to - from > DAY_MS;
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={`${title}, ${now}, over time`}>
      <g transform={`translate(${PAD.left} ${PAD.top})`}>
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className={classes.grid} x2={inner.width} />
            <text className={classes.tick} x={-8} dy="0.32em" textAnchor="end">
              {tick.toLocaleString("en")}
            </text>
          </g>
        ))}
        {limit && (
          <line className={classes.limit} x2={inner.width} y1={y(limit.value)} y2={y(limit.value)}>
            <title>{limit.words}</title>
          </line>
        )}
        {labels.map((label, index) => (
          <text
            key={label}
            className={classes.tick}
            x={x(label)}
            y={inner.height + 18}
            textAnchor={index === 0 ? "start" : index === labels.length - 1 ? "end" : "middle"}
          >
            {isLong ? shortDate(new Date(label).toISOString()) : clock(new Date(label).toISOString())}
          </text>
        ))}
        {runs(moments, stepMs).map((run) => (
          <path
            key={run[0]?.at}
            className={classes.line}
            d={linePath(run.map((point) => [x(Date.parse(point.at)), y(point.value)]))}
          />
        ))}
        {moments.map(
          (moment) =>
            moment.value !== null && (
              <circle
                key={moment.at}
                className={classes.dot}
                cx={x(Date.parse(moment.at))}
                cy={y(moment.value)}
                r={moments.length > 60 ? 1.5 : 2.5}
              >
                <title>{`${moment.value.toLocaleString("en")} ${unit}, ${longDateTime(moment.at)}`}</title>
              </circle>
            ),
        )}
      </g>
    </svg>
  );
}

interface Known {
  at: string;
  value: number;
}

/** Moments that follow each other without a gap. */
function runs(moments: readonly Moment[], stepMs: number): Known[][] {
  const found: Known[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, value } of moments) {
    if (value === null) continue;
    const time = Date.parse(at);
    const run = found[found.length - 1];
    if (run && time - last <= stepMs * 2.5) run.push({ at, value });
    else found.push([{ at, value }]);
    last = time;
  }
  return found;
}
