import { type GaussianMixture, gaussianMixture, type MixtureMarginal } from "@nami/distributions";
import { linearSchedule } from "@nami/schedules";

/** The seed's data: 0.55 N(−0.85, 0.65²) + 0.45 N(1.5, 0.25²). */
export const mixture: GaussianMixture = gaussianMixture({
  weights: [0.55, 0.45],
  means: [[-0.85], [1.5]],
  variances: [0.65 ** 2, 0.25 ** 2],
});

/** What can be known exactly about x_t = (1 − t) data + t noise. */
export const exact: MixtureMarginal = mixture.marginal(linearSchedule());
