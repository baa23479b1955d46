import { reverseTime as reverseSchedule, type ScheduleFunction } from "@nami/schedules";
import { type Numeric, neg, sub, type Tensor } from "@nami/tensor-backend";
import type { PathArguments } from "./ends.js";
import type { Gamma } from "./gamma.js";
import type { GaussianPath } from "./gaussian-path.js";
import type { ConditionalPath, Path, PathSample } from "./path.js";
import type { InterpolantSample, StochasticInterpolant } from "./stochastic-interpolant.js";

const originals: WeakMap<ConditionalPath, ConditionalPath> = /* @__PURE__ */ new WeakMap();

/**
 * The same path in the other convention of time, t′ = 1 − t (a + b − t on an interval [a, b]): source at t′ = 0, target at
 * t′ = 1.
 *
 * Points stay where they are; velocities change their sign, and so do γ̇ and γγ̇. Reversing twice gives back the path itself.
 *
 * @example reverseTime(linearPath()).velocity({ target, source, t: 0.5 }); // target − source
 */
export function reverseTime<P extends ConditionalPath>(path: P): P {
  const original = originals.get(path);
  if (original) return original as P;
  const { schedule, gamma, conditionalVelocity } = path as Own;
  const [start, end] = schedule?.interval ?? [0, 1];
  const mirror = (t: Numeric): Numeric => (typeof t === "number" ? start + end - t : sub(start + end, t));
  const turn = (ends: PathArguments): PathArguments => ({ ...ends, t: mirror(ends.t) });
  const reversed: P = Object.freeze({
    ...path,
    orientation: path.orientation === "dataToNoise" ? "noiseToData" : "dataToNoise",
    sample: (ends: PathArguments) => turnSample(path.sample(turn(ends))),
    interpolate: (ends: PathArguments) => path.interpolate(turn(ends)),
    velocity: (ends: PathArguments) => neg(path.velocity(turn(ends))),
    ...(schedule && { schedule: reverseSchedule(schedule) }),
    ...(gamma && { gamma: turnGamma(gamma, mirror) }),
    ...(conditionalVelocity && {
      conditionalVelocity: (x: Tensor, { target, t }: { readonly target: Tensor; readonly t: Numeric }) =>
        neg(conditionalVelocity(x, { target, t: mirror(t) })),
    }),
  });
  originals.set(reversed, path);
  return reversed;
}

/** What some kinds of path have beyond the others. */
type Own = ConditionalPath &
  Partial<
    Pick<Path, "schedule"> & Pick<StochasticInterpolant, "gamma"> & Pick<GaussianPath, "conditionalVelocity">
  >;

function turnGamma(gamma: Gamma, mirror: (t: Numeric) => Numeric): Gamma {
  const against = (fn: ScheduleFunction): ScheduleFunction =>
    ((t: Numeric) => {
      const y = fn(mirror(t));
      return typeof y === "number" ? -y : neg(y);
    }) as ScheduleFunction;
  return Object.freeze({
    ...gamma,
    gamma: ((t: Numeric) => gamma.gamma(mirror(t))) as ScheduleFunction,
    gammaDot: against(gamma.gammaDot),
    gammaGammaDot: against(gamma.gammaGammaDot),
  });
}

function turnSample(sample: PathSample): PathSample {
  const { vt } = sample as Partial<InterpolantSample>;
  return { ...sample, ut: neg(sample.ut), ...(vt && { vt: neg(vt) }) };
}
