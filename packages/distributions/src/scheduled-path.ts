import { OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";

/** What an oracle asks of a path: paths and interpolants of `@nami/paths` are such. */
export interface ScheduledPath {
  /** The law of x_t for a standard normal source independent of the target. */
  readonly schedule: Schedule;
  readonly gaussianSource?: boolean;
  readonly coupling?: { readonly name: string; readonly independent?: boolean };
  /** Noise of the path's own. */
  readonly gamma?: {
    readonly name: string;
    gamma(t: number): number;
    gammaDot(t: number): number;
  };
}

/**
 * A schedule, or a path whose x_t has the law of its schedule.
 *
 * @param hasSource whether the source is given
 * @throws OptionError when it is neither, or its law is another one
 */
export function scheduledPath(given: Schedule | ScheduledPath, hasSource: boolean): ScheduledPath {
  const path: Partial<ScheduledPath> | undefined =
    typeof (given as Partial<Schedule> | undefined)?.alpha === "function"
      ? { schedule: given as Schedule }
      : (given as ScheduledPath | undefined);
  if (typeof path?.schedule?.alpha !== "function")
    throw new OptionError(
      `marginal: it must be asked of a schedule, or of a path with one, got ${path ? "a path without" : typeof given}. Pass for example linearSchedule().`,
    );
  const { schedule, coupling, gamma, gaussianSource } = path;
  if (coupling && !coupling.independent)
    throw new OptionError(
      `marginal: sources must be independent of the data for an exact answer, got the coupling "${coupling.name}". Pass the path without it.`,
    );
  const noisy = gamma && gamma.name !== "zero";
  if (noisy && hasSource)
    throw new OptionError(
      `marginal: on a path with noise of its own the source must be N(0, I), got another one and the noise "${gamma.name}". Pass a path without noise, or no source.`,
    );
  if (gaussianSource === false && !hasSource)
    throw new OptionError(
      "marginal: the source must be given where the path says that it is no Gaussian, got none. Pass { source: gaussianMixture({ … }) }.",
    );
  return { schedule, ...(noisy && { gamma }) };
}
