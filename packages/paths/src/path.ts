import { OptionError, ShapeError } from "@nami/errors";
import type { Orientation, Schedule, ScheduleFunction } from "@nami/schedules";
import { add, mul, type Numeric, reshape, sameShape, showShape, Tensor } from "@nami/tensor-backend";
import type { Coupling } from "./coupling.js";

/** Matched ends of a path, and where on it to be. */
export interface PathArguments {
  /** Data, `[...batch, ...event]`. */
  readonly target: Tensor;
  /** Noise, in the shape of the target. */
  readonly source: Tensor;
  /**
   * Times in [0, 1], of shape `batch`: its axes are the first axes of the target, the others are event axes. A number,
   * or a scalar, is one time for all.
   */
  readonly t: Numeric;
}

/** A point of a path and the velocity of the path there, both in the shape of the target. */
export interface PathSample {
  readonly xt: Tensor;
  readonly ut: Tensor;
}

/** How noise becomes data, given both ends: x_t between source and target, and its time derivative u_t. */
export interface Path {
  /** For people and checkpoints. */
  readonly name: string;
  /** α and σ, in the path's own time. */
  readonly schedule: Schedule;
  /** `"dataToNoise"`: target at t = 0, source at t = 1. */
  readonly orientation: Orientation;
  /**
   * Whether the source is a Gaussian independent of the target, so that velocities can be turned into scores. Left out
   * where the base distribution and the coupling decide.
   */
  readonly gaussianSource?: boolean;
  /** How sources were matched to targets; left out where training decides. */
  readonly coupling?: Coupling;
  /** x_t and u_t. */
  sample(ends: PathArguments): PathSample;
  /** x_t alone. */
  interpolate(ends: PathArguments): Tensor;
  /** u_t = dx_t/dt alone. */
  velocity(ends: PathArguments): Tensor;
}

/** What a path is made of. */
export interface PathOptions {
  /** Default: the name of the schedule. */
  readonly name?: string;
  readonly schedule: Schedule;
  /** Carried along, see {@link Path}. */
  readonly gaussianSource?: boolean;
  /** Carried along, see {@link Path}. */
  readonly coupling?: Coupling;
}

/**
 * The path of a schedule: x_t = α(t) target + σ(t) source, u_t = α̇(t) target + σ̇(t) source.
 *
 * At t = 0 it is the target, at t = 1 the source, exactly where α and σ are.
 *
 * @throws OptionError without a schedule; from its functions, when an end is not a Tensor
 * @throws ShapeError, from its functions, when source and target differ in shape or t is not of batch shape
 * @example
 * const { xt, ut } = path({ schedule: linearSchedule() }).sample({ target, source, t });
 * @see Lipman et al., Flow matching for generative modeling (2023), with time reversed
 */
export function path({ schedule, name = schedule?.name, ...carried }: PathOptions): Path {
  if (typeof schedule?.alpha !== "function")
    throw new OptionError(
      `path: schedule must be a schedule, got ${typeof schedule}. Pass for example { schedule: linearSchedule() }.`,
    );
  const combine =
    (name: string, data: ScheduleFunction, noise: ScheduleFunction) =>
    ({ target, source, t }: PathArguments): Tensor => {
      checkEnds(name, { target, source, t });
      return add(mul(target, along(data(t), target)), mul(source, along(noise(t), source)));
    };
  const { alpha, sigma, alphaDot, sigmaDot } = schedule;
  const point = combine("sample", alpha, sigma);
  const speed = combine("sample", alphaDot, sigmaDot);
  return Object.freeze({
    name,
    schedule,
    orientation: schedule.orientation,
    sample: (ends) => ({ xt: point(ends), ut: speed(ends) }),
    interpolate: combine("interpolate", alpha, sigma),
    velocity: combine("velocity", alphaDot, sigmaDot),
    ...carried,
  } satisfies Path);
}

/** A coefficient of batch shape, with an axis of size 1 for each event axis of x. */
function along(coefficient: Numeric, x: Tensor): Numeric {
  if (typeof coefficient === "number" || coefficient.shape.length === 0) return coefficient;
  const eventAxes = new Array<number>(x.shape.length - coefficient.shape.length).fill(1);
  return reshape(coefficient, [...coefficient.shape, ...eventAxes]);
}

function checkEnds(name: string, { target, source, t }: PathArguments): void {
  for (const [end, x] of Object.entries({ target, source }))
    if (!(x instanceof Tensor))
      throw new OptionError(
        `path.${name}: ${end} must be a Tensor, got ${typeof x}. Pass { target, source, t }.`,
      );
  if (!sameShape(target.shape, source.shape))
    throw new ShapeError(
      `path.${name}: source and target must have one shape, got ${showShape(source.shape)} and ${showShape(target.shape)}. Draw one source for each target.`,
    );
  if (typeof t !== "number" && !sameShape(t.shape, target.shape.slice(0, t.shape.length)))
    throw new ShapeError(
      `path.${name}: t must have the shape of the batch, the first axes of the target, got ${showShape(t.shape)} for ${showShape(target.shape)}. Draw one time for each row.`,
    );
}
