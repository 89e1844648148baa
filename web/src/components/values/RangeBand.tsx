/** A value as a dot on its reference band, with earlier values as faint dots. Reads as one sentence. */
import { percent } from "@/lib/geometry";
import {
  bandGeometry,
  type Judged,
  rangeWords,
  standing,
  STANDING_WORDS,
  standingTone,
  toNumber,
  unitWords,
  valueWords,
} from "@/lib/values";
import classes from "./values.module.css";

interface Props {
  observation: Judged;
  earlier?: number[];
  labels?: boolean;
}

export function RangeBand({ observation, earlier = [], labels = false }: Props) {
  const value = toNumber(observation.value);
  const low = toNumber(observation.reference_low);
  const high = toNumber(observation.reference_high);
  const geometry = value === null ? null : bandGeometry(low, high, [value, ...earlier]);
  if (!geometry || value === null) return null;
  const where = standing(observation);
  const unit = unitWords(observation.unit);
  const sentence = `${valueWords(observation)} ${unit}, ${STANDING_WORDS[where].toLowerCase()}; range ${rangeWords(observation)} ${unit}`;
  return (
    <div className={classes.band} role="img" aria-label={sentence}>
      <div className={classes.track}>
        <span
          className={classes.normal}
          style={{ left: percent(geometry.bandFrom), width: percent(geometry.bandTo - geometry.bandFrom) }}
        />
        {earlier.slice(-4).map((past, index) => (
          <span key={index} className={classes.ghost} style={{ left: percent(geometry.at(past)) }} />
        ))}
        <span
          className={classes.dot}
          data-tone={standingTone(where)}
          style={{ left: percent(geometry.at(value)) }}
        />
      </div>
      {labels && (
        <div className={classes.labels} aria-hidden>
          {low !== null && (
            <span style={{ left: percent(geometry.bandFrom) }}>{observation.reference_low}</span>
          )}
          {high !== null && (
            <span style={{ left: percent(geometry.bandTo) }}>{observation.reference_high}</span>
          )}
        </div>
      )}
    </div>
  );
}
