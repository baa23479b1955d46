import { checkOptions, OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import {
  add,
  arange,
  cos,
  epsilonOf,
  type Key,
  minimum,
  mul,
  normal,
  reshape,
  type Shape,
  sigmoid,
  square,
  sub,
  type Tensor,
  uniform,
} from "@nami/tensor-backend";

/** Options of a draw of times. */
export interface TimeOptions {
  /** Default `"float32"`. */
  readonly dtype?: "float32" | "float64";
}

/** Where a training step looks: a distribution of times. */
export interface TimeSampler {
  readonly name: string;
  /** Independent times (strata apart), of the given shape. */
  sample(key: Key, shape: Shape, options?: TimeOptions): Tensor;
}

/** Part of the samplers on an interval. */
export interface IntervalOptions {
  /** Where times lie. Default [0, 1]; [1e-4, 1 − 1e-4] keeps away from infinite slopes. */
  readonly interval?: readonly [start: number, end: number];
}

/** Times uniform in an interval. @throws OptionError when the interval does not grow */
export function uniformTimes(options: IntervalOptions = {}): TimeSampler {
  checkOptions<IntervalOptions>("uniformTimes", options, { interval: true });
  const { interval = [0, 1] } = options;
  return onInterval("uniform", interval, (key, shape, dtype) => uniform(key, shape, { dtype }));
}

/**
 * One time in each of B equal strata, t_i = (i + u_i)/B in row-major order: uniform, with less noise in the mean.
 *
 * Rows are in order of time: they must not be sorted by anything else.
 *
 * @throws OptionError when the interval does not grow
 */
export function stratifiedTimes(options: IntervalOptions = {}): TimeSampler {
  checkOptions<IntervalOptions>("stratifiedTimes", options, { interval: true });
  const { interval = [0, 1] } = options;
  return onInterval("stratified", interval, (key, shape, dtype) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const places = add(arange(0, count, 1, dtype), uniform(key, [count], { dtype }));
    // The last number below 1: i + u may round to i + 1.
    const last = 1 - epsilonOf(dtype) / 2;
    return reshape(minimum(mul(places, 1 / Math.max(1, count)), last), shape);
  });
}

/**
 * Times in the middle more often: t = sigmoid(m + s z).
 *
 * @param options mean m (default 0; above 0 favours noise) and std s (default 1)
 * @throws OptionError when std is not positive
 * @see Esser et al., Scaling rectified flow transformers (2024), section 3.1
 */
export function logitNormalTimes(
  options: IntervalOptions & { readonly mean?: number; readonly std?: number } = {},
): TimeSampler {
  checkOptions("logitNormalTimes", options, { mean: true, std: true, interval: true });
  const { mean = 0, std = 1, interval = [0, 1] } = options;
  checkNormal("logitNormalTimes", mean, std);
  return onInterval("logit-normal", interval, (key, shape, dtype) =>
    sigmoid(add(mean, mul(std, normal(key, shape, { dtype })))),
  );
}

/**
 * Times with heavy tails: t = 1 − u − s (cos²(πu/2) − 1 + u).
 *
 * @param options.scale s in [−1, 2/(π − 2)], where the map is monotone. Default 1.29.
 * @throws OptionError for another scale
 * @see Esser et al., Scaling rectified flow transformers (2024), equation 20
 */
export function modeTimes(options: IntervalOptions & { readonly scale?: number } = {}): TimeSampler {
  checkOptions("modeTimes", options, { scale: true, interval: true });
  const { scale = 1.29, interval = [0, 1] } = options;
  if (!(scale >= -1 && scale <= 2 / (Math.PI - 2)))
    throw new OptionError(
      `modeTimes: scale must be in [-1, 2/(π - 2)], got ${String(scale)}. Pass for example scale: 1.29.`,
    );
  return onInterval("mode", interval, (key, shape, dtype) => {
    const u = uniform(key, shape, { dtype });
    const bend = sub(square(cos(mul(u, Math.PI / 2))), sub(1, u));
    return sub(sub(1, u), mul(scale, bend));
  });
}

/**
 * Times whose noise level is log-normal, as in EDM: ln(σ/α) ~ N(m, s²), through the inverse of the schedule's log-SNR.
 *
 * @param schedule that of the path; levels beyond its ends give the ends
 * @param options mean m (default −1.2) and std s (default 1.2)
 * @throws OptionError when std is not positive
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), table 1
 */
export function logNormalTimes(
  schedule: Schedule,
  options: { readonly mean?: number; readonly std?: number } = {},
): TimeSampler {
  checkOptions("logNormalTimes", options, { mean: true, std: true });
  const { mean = -1.2, std = 1.2 } = options;
  checkNormal("logNormalTimes", mean, std);
  return Object.freeze({
    name: "log-normal",
    sample: (key, shape, options) => {
      const dtype = dtypeOf("log-normal", options);
      return schedule.timeOfLogSnr(mul(-2, add(mean, mul(std, normal(key, shape, { dtype })))));
    },
  } satisfies TimeSampler);
}

function onInterval(
  name: string,
  [start, end]: readonly [number, number],
  draw: (key: Key, shape: Shape, dtype: "float32" | "float64") => Tensor,
): TimeSampler {
  if (!(start < end && end - start < Infinity))
    throw new OptionError(
      `${name}: interval must be two growing times, got [${start}, ${end}]. Pass for example [1e-4, 1].`,
    );
  return Object.freeze({
    name,
    sample: (key, shape, options) => {
      const share = draw(key, shape, dtypeOf(name, options));
      return start === 0 && end === 1 ? share : add(start, mul(end - start, share));
    },
  } satisfies TimeSampler);
}

function dtypeOf(name: string, options: TimeOptions = {}): "float32" | "float64" {
  checkOptions<TimeOptions>(`${name}.sample`, options, { dtype: true });
  return options.dtype ?? "float32";
}

function checkNormal(caller: string, mean: number, std: number): void {
  if (!Number.isFinite(mean) || !(std > 0 && std < Infinity))
    throw new OptionError(
      `${caller}: mean must be finite and std positive, got ${mean} and ${std}. Pass for example { mean: 0, std: 1 }.`,
    );
}
