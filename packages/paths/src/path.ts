import { checkOptions, OptionError } from "@nami/errors";
import type { Orientation, Schedule, ScheduleFunction } from "@nami/schedules";
import { add, mul, type Tensor } from "@nami/tensor-backend";
import { along, checkEnds, type PathArguments } from "./ends.js";
import { type PathMarks, pathMarks } from "./marks.js";

/** A point of a path and the velocity of the path there, both in the shape of the target. */
export interface PathSample {
  readonly xt: Tensor;
  readonly ut: Tensor;
}

/** How noise becomes data, given both ends: x_t between source and target, and its time derivative u_t. */
export interface ConditionalPath extends PathMarks {
  /** For people and checkpoints. */
  readonly name: string;
  /** `"dataToNoise"`: target at t = 0, source at t = 1. */
  readonly orientation: Orientation;
  /** x_t and u_t. */
  sample(ends: PathArguments): PathSample;
  /** x_t alone. */
  interpolate(ends: PathArguments): Tensor;
  /** u_t = dx_t/dt alone. */
  velocity(ends: PathArguments): Tensor;
}

/** A path whose x_t, for a standard normal source independent of the target, is α(t) target + σ(t) ε in law. */
export interface Path extends ConditionalPath {
  /** α and σ, in the path's own time. */
  readonly schedule: Schedule;
}

/** What a path is made of. */
export interface PathOptions extends PathMarks {
  /** Default: the name of the schedule. */
  readonly name?: string;
  readonly schedule: Schedule;
}

/**
 * The path of a schedule: x_t = α(t) target + σ(t) source, u_t = α̇(t) target + σ̇(t) source.
 *
 * At t = 0 it is the target, at t = 1 the source, exactly where α and σ are. The source may be anything: data too.
 *
 * @throws OptionError without a schedule; from its functions, when an end is not a Tensor
 * @throws ShapeError, from its functions, when source and target differ in shape or t is not of batch shape
 * @example
 * const { xt, ut } = path({ schedule: linearSchedule() }).sample({ target, source, t });
 * @see Lipman et al., Flow matching for generative modeling (2023), with time reversed
 */
export function path(options: PathOptions): Path {
  checkOptions<PathOptions>("path", options, { ...pathMarks, name: true, schedule: true });
  const { schedule, name = schedule?.name, ...marks } = options;
  if (typeof schedule?.alpha !== "function")
    throw new OptionError(
      `path: schedule must be a schedule, got ${typeof schedule}. Pass for example { schedule: linearSchedule() }.`,
    );
  const combine =
    (name: string, data: ScheduleFunction, noise: ScheduleFunction) =>
    (ends: PathArguments): Tensor => {
      checkEnds(`path.${name}`, ends);
      const { target, source, t } = ends;
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
    ...marks,
  } satisfies Path);
}
