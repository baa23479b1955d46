import { CapabilityError } from "@nami/errors";
import type { Coupling } from "./coupling.js";

/** What is known about the source that a path was, or will be, trained with. It travels with the path and the field. */
export interface PathMarks {
  /**
   * Whether the source is a Gaussian independent of the target, so that velocities can be turned into scores. Left out
   * where the base distribution and the coupling decide.
   */
  readonly gaussianSource?: boolean;
  /** How sources were matched to targets; left out where training decides. */
  readonly coupling?: Coupling;
}

/** All options of {@link PathMarks}, for checks. */
export const pathMarks = { gaussianSource: true, coupling: true } as const;

/**
 * Stops what needs the score of a field whose velocity has none in it.
 *
 * The score of x_t is −E[ε | x_t]/σ only where the source ε is a Gaussian independent of the target. Under an optimal
 * transport coupling the conversion of the velocity is wrong: −2.67 for a true score of −1.78 in one dimension.
 *
 * @param caller the function that needs the score
 * @param marks of a path or a field
 * @throws CapabilityError when they say that the source is no Gaussian, or depends on the target
 * @example requireScore("langevin", linearPath({ coupling: optimalTransportCoupling() })); // throws
 */
export function requireScore(caller: string, { gaussianSource, coupling }: PathMarks): void {
  if (gaussianSource === false)
    throw new CapabilityError(
      `${caller}: the score needs a Gaussian source independent of the target, got gaussianSource: false. Use a deterministic sampler, or train a score of its own.`,
    );
  if (coupling && !coupling.independent)
    throw new CapabilityError(
      `${caller}: the score needs a source independent of the target, got the coupling "${coupling.name}". Use a deterministic sampler, or train with independentCoupling().`,
    );
}
