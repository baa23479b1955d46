import type { MlpParams } from "@nami/networks";
import type { Field } from "./field.js";
import { perceptronField, type VelocityFieldOptions } from "./velocity-field.js";

/**
 * A noise predictor for points in ℝᵈ: the network of `velocityField`, and the word that what it says is E[ε | x_t], which
 * `denoisingLoss` takes from it.
 *
 * @throws OptionError when a size is not a positive integer; when a condition is missing or not expected
 * @example
 * const field = noisePredictor({ dim: 2, hidden: 128 });
 * denoisingLoss(field.with(params), target, standardNormal([2]), { key: key(0), schedule: vpSchedule() });
 */
export function noisePredictor(options: VelocityFieldOptions): Field<MlpParams> {
  return perceptronField("noisePredictor", options, "noise");
}
