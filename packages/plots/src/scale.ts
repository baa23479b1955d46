import { ticks as linearTicks } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { textWidth, typeSize } from "./lettering.js";
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

const logLabel = (value: number): string => {
  if (value >= 1e-3 && value < 1e5) return String(Number(value.toPrecision(4)));
  return value
    .toExponential(value === 10 ** Math.round(Math.log10(value)) ? 0 : 1)
    .replace("e+", "e")
    .replace("-", "−");
};

/** Powers of ten where there are at least three, else 1-2-5 steps, else ticks as on a linear axis. */
const logValues = (low: number, high: number, count: number): number[] => {
  const powers = linearTicks(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)), count)
    .filter(Number.isInteger)
    .map((power) => 10 ** power);
  if (powers.length >= 3) return powers;
  if (high / low < 8) return linearTicks(low, high, count).filter((value) => value > 0);
  return scaleLog([low, high], [0, 1])
    .ticks(9)
    .filter((value) => /^[125]/.test(value.toExponential()));
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
 * @param axis - limits in data units; positive when logarithmic
 * @param length - pixels
 * @param horizontal - rightwards from 0 if true, else upwards from `length` to 0
 *
 * @example
 * makeScale({ label: "", limits: [0, 10], log: false }, 100, true).toPixels(5) // 50
 */
export const makeScale = (axis: Axis, length: number, horizontal: boolean): Scale => {
  const [low, high] = axis.limits;
  const range = horizontal ? [0, length] : [length, 0];
  const scale = axis.log ? scaleLog([low, high], range) : scaleLinear([low, high], range);
  const most = Math.max(2, Math.floor(length / (horizontal ? 55 : 42)));
  const at = (count: number): Tick[] => {
    const values = axis.log ? logValues(low, high, count) : scale.ticks(count);
    const label = axis.log ? logLabel : scale.tickFormat(count);
    return values.map((value) => ({ at: scale(value), label: label(value) }));
  };
  let ticks = at(most);
  for (let count = most - 1; count >= 1 && !roomy(ticks, horizontal); count -= 1) ticks = at(count);
  return { toPixels: (value) => scale(value), ticks };
};
