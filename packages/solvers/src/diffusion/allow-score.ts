import { CapabilityError } from "@nami/errors";

/** What a model was trained on, as far as the score needs to know. Paths and trained fields carry it. */
export interface SourceMarks {
  /** Whether the source is a Gaussian independent of the data; false forbids whatever needs the score. */
  readonly gaussianSource?: boolean | undefined;
  /** How sources were matched to data; any that is not independent forbids it too. */
  readonly coupling?: { readonly name: string; readonly independent?: boolean } | undefined;
}

/**
 * The score follows from a velocity, or noise may be added on the way, only where the source is a Gaussian independent of
 * the data: under an optimal-transport coupling the formulas give a wrong number without an error.
 *
 * @param need what needs it, as a message says it
 * @param marks of the model and of the options
 * @throws CapabilityError when any mark forbids it
 */
export const allowScore = (need: string, marks: readonly SourceMarks[]): void => {
  for (const { gaussianSource, coupling = { name: "independent" } } of marks)
    if (gaussianSource === false || !(coupling.independent ?? coupling.name === "independent"))
      throw new CapabilityError(
        `sampleDiffusion: ${need} needs the score, and so a Gaussian source independent of the data, got ${gaussianSource === false ? "gaussianSource: false" : `the coupling "${coupling.name}"`}. Use a deterministic sampler such as ddim().`,
      );
};
