import type { Layer } from "../canvas/layer.js";
import type { LossRecord } from "../session/loss-record.js";
import { fixedNumber } from "./axis.js";
import { ticksBetween } from "./ticks.js";

/** Losses that the strong line averages: a twentieth of the run, within these ends. */
const windowOf = (count: number): number => Math.min(200, Math.max(5, Math.round(count / 20)));

/**
 * The means of all windows that end at each loss; before the first full window, of all losses so far. Losses that are no finite
 * numbers are left out of them; a mean of nothing is NaN.
 */
export const averages = ({ count, values }: LossRecord): Float64Array => {
  const window = windowOf(count);
  const result = new Float64Array(count);
  let [sum, terms] = [0, 0];
  const add = (i: number, sign: 1 | -1): void => {
    if (!Number.isFinite(values[i])) return;
    sum += sign * values[i]!;
    terms += sign;
  };
  for (let i = 0; i < count; i++) {
    if (i % window === 0) {
      // Anew: what a huge loss has rounded away does not come back when it leaves.
      [sum, terms] = [0, 0];
      for (let k = Math.max(0, i - window + 1); k < i; k++) add(k, 1);
    } else if (i >= window) add(i - window, -1);
    add(i, 1);
    result[i] = terms > 0 ? sum / terms : Number.NaN;
  }
  return result;
};

/** Ends of the loss axis: the optimum and the averages lie between them. */
const limitsOf = (means: Float64Array, optimum: number | undefined): readonly [number, number] => {
  let [low, high] = [optimum ?? Number.POSITIVE_INFINITY, optimum ?? 0];
  for (const value of means.subarray(Math.floor(means.length / 50))) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low < high)) [low, high] = [0, Number.isFinite(low) && low > 0 ? 1.5 * low : 1];
  const room = 0.12 * (high - low);
  return [Math.max(0, low - room), high + room];
};

/** The loss as a layer: each loss faint, the moving average strong, the optimum dashed. */
export const lossCurve =
  (record: LossRecord, optimum: number | undefined): Layer =>
  ({ context, viewport: { width, height }, theme }) => {
    const [left, right, top, bottom] = [44, width - 10, 10, height - 24];
    const means = averages(record);
    const [low, high] = limitsOf(means, optimum);
    const count = Math.max(10, record.count);
    const x = (step: number): number => left + ((right - left) * step) / count;
    const y = (loss: number): number =>
      Math.min(bottom, Math.max(top, bottom - ((bottom - top) * (loss - low)) / (high - low)));
    context.font = "11px system-ui, sans-serif";
    context.fillStyle = theme.muted;
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    context.textAlign = "right";
    const ticks = ticksBetween(low, high, 4);
    const digits = ticks.length > 1 ? Math.max(0, Math.ceil(-Math.log10(ticks[1]! - ticks[0]!) - 1e-9)) : 1;
    const text = (tick: number): string => (tick === 0 && high > 1e4 ? "0" : fixedNumber(tick, digits));
    for (const tick of ticks) {
      const at = Math.round(y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(right, at);
      context.stroke();
      context.fillText(text(tick), left - 6, at + 3.5);
    }
    context.textAlign = "center";
    for (const tick of ticksBetween(0, count, 4))
      if (tick > 0) context.fillText(tick.toLocaleString("en"), Math.min(x(tick), right - 14), height - 7);
    context.strokeStyle = theme.series[0] ?? theme.text;
    // One vertical stroke for each column of pixels.
    context.globalAlpha = 0.3;
    context.beginPath();
    for (let column = Math.ceil(left); column <= right; column++) {
      const from = Math.floor(((column - left) / (right - left)) * count);
      const to = Math.max(from + 1, Math.floor(((column + 1 - left) / (right - left)) * count));
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let i = from; i < Math.min(to, record.count); i++) {
        least = Math.min(least, record.values[i]!);
        most = Math.max(most, record.values[i]!);
      }
      if (least > most) continue;
      context.moveTo(column + 0.5, y(least) + 0.5);
      context.lineTo(column + 0.5, y(most) - 0.5);
    }
    context.stroke();
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.beginPath();
    const stride = Math.max(1, Math.floor(means.length / (2 * (right - left))));
    for (let i = 0; i < means.length; i += stride) {
      if (i === 0) context.moveTo(x(1), y(means[0]!));
      else context.lineTo(x(i + 1), y(means[i]!));
    }
    context.stroke();
    if (optimum !== undefined) {
      context.strokeStyle = theme.series[1] ?? theme.text;
      context.lineWidth = 1.5;
      context.setLineDash([6, 4]);
      context.beginPath();
      context.moveTo(left, y(optimum));
      context.lineTo(right, y(optimum));
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = theme.text;
      context.textAlign = "left";
      const text = `optimum ${optimum.toFixed(3)}`;
      const [textX, textY] = [left + 6, y(optimum) + 14 > bottom ? y(optimum) - 5 : y(optimum) + 14];
      // A rim of paper keeps it readable above the losses.
      context.strokeStyle = theme.background;
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeText(text, textX, textY);
      context.fillText(text, textX, textY);
    }
  };
