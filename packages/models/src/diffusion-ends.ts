import { OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import type { Parameterization } from "./conversions.js";
import { inset } from "./epsilon.js";

/** The ends between which a process runs. */
export interface Ends {
  readonly t0: number;
  readonly t1: number;
}

/** @throws OptionError unless both are times of an interval, finite where none is known */
export function checkTimesInside(
  caller: string,
  interval: Schedule["interval"] | undefined,
  { t0, t1 }: Ends,
): void {
  const [start, end] = interval ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
  const rule = interval ? `in the interval [${start}, ${end}] of the schedule` : "a finite time";
  for (const [name, t] of Object.entries({ t0, t1 }))
    if (!(t >= start && t <= end))
      throw new OptionError(
        `${caller}: ${name} must be ${rule}, got ${String(t)}. Leave it out for the end.`,
      );
}

/** @throws OptionError unless both are times of the schedule, with more noise over data at the first */
export function checkTimesOfSchedule(
  caller: string,
  { interval, orientation }: Pick<Schedule, "interval" | "orientation">,
  { t0, t1 }: Ends,
): void {
  checkTimesInside(caller, interval, { t0, t1 });
  const [noisy, clean] = orientation === "dataToNoise" ? [t0, t1] : [t1, t0];
  if (!(noisy > clean))
    throw new OptionError(
      `${caller}: t0 must be nearer to the noise than t1, got t0 ${t0} and t1 ${t1}. Pass t0 at the noise end and t1 at the data end.`,
    );
}

/**
 * Checks that velocity, and the noise where an SDE asks for it, follow from what a model predicts at both ends.
 *
 * @throws OptionError where σ or α is 0, or a velocity infinite, saying at which t to stop
 */
export function checkFlowEnds(
  { schedule, predicts, t0, t1 }: Ends & { readonly schedule: Schedule; readonly predicts: Parameterization },
  needsNoise: boolean,
): void {
  const { alpha, sigma, sigmaDot, name } = schedule;
  if (!(sigma(t1) > 0) && (predicts !== "velocity" || (needsNoise && !Number.isFinite(sigmaDot(t1)))))
    throw new OptionError(
      `diffusion: σ must be above 0 at the data end of a model that predicts ${said[predicts]}, got σ = 0 of "${name}" at t1 = ${t1}. Stop at t1: ${inset(t1, t0)}.`,
    );
  if (!(alpha(t0) > 0) && (predicts === "noise" || predicts === "score"))
    throw new OptionError(
      `diffusion: α must be above 0 at the noise end of a model that predicts ${said[predicts]}, got α = ${alpha(t0)} of "${name}" at t0 = ${t0}. Start at t0: ${inset(t0, t1)}.`,
    );
}

const said: Readonly<Record<Parameterization, string>> = {
  velocity: "the velocity",
  score: "the score",
  noise: "the noise",
  data: "the data",
  vPrediction: "the v-prediction",
};
