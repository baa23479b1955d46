import { DataError } from "@nami/errors";
import { ticks as linearTicks, tickStep } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { textWidth, typeSize } from "./lettering.js";
import { spanOf, unionLimits } from "./limits.js";
import type { Limits } from "./numbers.js";
import type { Axis } from "./panel.js";

/** A marked place on an axis. */
export interface Tick {
  /** Pixels from the start of the scale's range. */
  readonly at: number;
  readonly label: string;
}

/** An axis that has got its size. */
export interface Scale {
  readonly toPixels: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** Values to mark on an axis, with what is written there. */
interface Marks {
  readonly values: readonly number[];
  readonly label: (value: number) => string;
}

const exponential = (value: number, digits: number): string =>
  value === 0 ? "0" : value.toExponential(digits).replace("e+", "e").replaceAll("-", "−");

const logLabel = (value: number): string => {
  if (value >= 1e-3 && value < 1e5) return String(Number(value.toPrecision(4)));
  return exponential(value, value === 10 ** Math.round(Math.log10(value)) ? 0 : 1);
};

/** Round values, whose labels have the digits that tell them apart. */
const linearMarks = (limits: Limits, count: number): Marks => {
  const scale = scaleLinear(limits, [0, 1]);
  const values = scale.ticks(count);
  const size = Math.max(...limits.map(Math.abs));
  if (size >= 1e-6 && size < 1e12) return { values, label: scale.tickFormat(count) };
  const digits = Math.floor(Math.log10(size)) - Math.floor(Math.log10(tickStep(0, spanOf(limits), count)));
  return { values, label: (value) => exponential(value, Math.min(16, Math.max(0, digits))) };
};

/** Powers of ten where there are at least three, else 1-2-5 steps, else marks as on a linear axis. */
const logMarks = (limits: Limits, count: number): Marks => {
  const [low, high] = unionLimits([limits]);
  const powers = linearTicks(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)), count)
    .filter(Number.isInteger)
    .map((power) => 10 ** power);
  if (powers.length >= 3) return { values: powers, label: logLabel };
  if (high / low < 8) return linearMarks([low, high], count);
  const values = scaleLog([low, high], [0, 1])
    .ticks(9)
    .filter((value) => /^[125]/.test(value.toExponential()));
  return { values, label: logLabel };
};

/**
 * Refuses ends of an axis between which numbers run out.
 *
 * @throws DataError naming the ends
 */
export const requireAxis = ({ limits, log }: Axis): void => {
  const span = spanOf(limits);
  const isApart = span > 1e-15 * Math.max(...limits.map(Math.abs)) && span < Number.POSITIVE_INFINITY;
  if (isApart && (log ? Math.min(...limits) > 0 : span >= 1e-300)) return;
  throw new DataError(
    `figure: ends of an axis must be ${log ? "positive" : "1e-300 or more apart"} and differ within double precision, got [${limits.join(", ")}]. Scale or shift the numbers.`,
  );
};

/** Whether no label comes within reach of the next one. */
const roomy = (ticks: readonly Tick[], horizontal: boolean): boolean =>
  ticks.every((tick, i) => {
    const next = ticks[i + 1];
    if (next === undefined) return true;
    const both = (textWidth(tick.label, typeSize.tick) + textWidth(next.label, typeSize.tick)) / 2;
    return Math.abs(next.at - tick.at) >= (horizontal ? both + 10 : typeSize.tick * 1.5);
  });

/**
 * Gives an axis its size: data to pixels, and as many round ticks as have room for their labels.
 *
 * @param axis - limits in data units, ascending or descending; positive when logarithmic
 * @param length - pixels
 * @param horizontal - rightwards from 0 if true, else upwards from `length` to 0
 *
 * @throws DataError for limits that are equal, too far apart, or not positive when logarithmic
 *
 * @example
 * makeScale({ label: "", limits: [0, 10], log: false }, 100, true).toPixels(5) // 50
 */
export const makeScale = (axis: Axis, length: number, horizontal: boolean): Scale => {
  requireAxis(axis);
  const range = horizontal ? [0, length] : [length, 0];
  const scale = axis.log ? scaleLog(axis.limits, range) : scaleLinear(axis.limits, range);
  const most = Math.max(2, Math.floor(length / (horizontal ? 55 : 42)));
  const at = (count: number): Tick[] => {
    const { values, label } = (axis.log ? logMarks : linearMarks)(axis.limits, count);
    return values.map((value) => ({ at: scale(value), label: label(value) }));
  };
  let ticks = at(most);
  for (let count = most - 1; count >= 1 && !roomy(ticks, horizontal); count -= 1) ticks = at(count);
  return { toPixels: (value) => scale(value), ticks };
};
