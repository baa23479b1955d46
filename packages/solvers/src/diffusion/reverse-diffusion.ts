import { type DiffusionMethod, stepwise } from "./method.js";

/**
 * The reverse diffusion sampler: the forward step x → x + f + G z of the grid, run backwards,
 *
 * `x′ = x − (f − G² s) + G z`, `f = (α/α′ − 1) x`, `G² = σ² − (α/α′)² σ′²`, `s = (αD − x)/σ²`.
 *
 * First order, one evaluation a step; the last step draws no noise.
 *
 * @see Song et al., Score-based generative modeling through SDEs (2021), equation 46
 */
export const reverseDiffusion = (): DiffusionMethod =>
  stepwise("reverseDiffusion", 0, true, (at, next, i, levels) => {
    const shrink = at.alpha / next.alpha;
    const fresh = -Math.expm1(2 * (at.lambda - next.lambda));
    const noise = i === levels.length - 2 ? 0 : at.sigma * Math.sqrt(fresh);
    return [{ x: 2 - shrink - fresh, data: fresh * at.alpha, noise }];
  });
