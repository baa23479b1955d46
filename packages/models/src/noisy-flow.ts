import { broadcastTo, mul, sqrt, sub, type Tensor } from "@nami/tensor-backend";
import type { SdeCoefficients } from "./carrier.js";
import type { EpsilonFunctions } from "./epsilon.js";
import { spreadOver } from "./loss-reduction.js";

/** Velocity and noise that one question to the models gives; the score is −noise/width. */
export type VelocityAndNoise = (
  x: Tensor,
  t: Tensor,
  condition?: Tensor,
) => { readonly velocity: Tensor; readonly noise: Tensor };

/**
 * The SDE with the marginals of a flow: dx = (v ± ε s) dt + √(2ε) dW, with + where time runs up and − where it runs down.
 * ε s = −(ε/width) η.
 *
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), corollary 18
 */
export function noisyFlow(ask: VelocityAndNoise, { epsilon, overWidth }: EpsilonFunctions): SdeCoefficients {
  return {
    drift: (direction) => (x, t, condition) => {
      const { velocity, noise } = ask(x, t, condition);
      return sub(velocity, mul(noise, spreadOver(mul(overWidth(t), direction), noise)));
    },
    diffusion: (x, t) => broadcastTo(spreadOver(sqrt(mul(epsilon(t), 2)), x), x.shape),
  };
}
