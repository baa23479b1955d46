import { requireOneOf } from "../check.js";
import type { Level } from "./level.js";
import type { DiffusionMethod } from "./method.js";
import type { Mix } from "./stage.js";

/** Options of {@link unipc}. */
export interface UnipcOptions {
  /** Data predictions that a step uses: 1, 2 (default) or 3. */
  readonly order?: 1 | 2 | 3;
  /** B(h): `"bh2"` (default) e^(−h) − 1, `"bh1"` −h. */
  readonly variant?: "bh1" | "bh2";
}

/**
 * UniPC, a unified predictor–corrector on data predictions: one evaluation a step, of which both make use. With
 * λ = ln(α/σ), h = λ′ − λ and B of h, over the last data predictions Dₖ at λₖ, `rₖ = (λₖ − λ)/h`,
 *
 * `x′ = (σ′/σ) x − α′(e^(−h) − 1) D − α′B Σ ρₖ (Dₖ − D)/rₖ`.
 *
 * The predictor sums over predictions of the past; the corrector over the one at λ′ too (r = 1), and the model is not
 * asked again after it. Orders rise from 1 over the first steps and fall to 1 over the last; the last two steps, and a step
 * from α = 0, go without the corrector.
 *
 * @throws OptionError when `order` is not 1, 2 or 3, or `variant` unknown
 * @see Zhao et al., UniPC (2023), algorithms 5 to 8
 */
export const unipc = ({ order = 2, variant = "bh2" }: UnipcOptions = {}): DiffusionMethod => {
  requireOneOf("unipc", "order", order, [1, 2, 3]);
  requireOneOf("unipc", "variant", variant, ["bh1", "bh2"]);
  return Object.freeze<DiffusionMethod>({
    name: "unipc",
    stochastic: false,
    // The point before the last step, then the data predicted up to there.
    registers: 1 + order,
    plan: ({ levels }) => {
      const steps = levels.length - 1;
      // A prediction at α = 0 has no place among the others: its λ is −∞.
      const first = levels[0]!.alpha === 0 ? 1 : 0;
      const orderAt = (i: number): number => Math.max(1, Math.min(order, i + 1 - first, steps - i));
      return levels.slice(1).map((_, i) => {
        let corrected: Mix = { x: 1 };
        if (i > first && i - 1 < steps - 2) {
          const { x, past, ahead } = stepFactors(levels, i - 1, orderAt(i - 1), variant, true);
          corrected = { data: ahead, kept: [x, ...past] };
        }
        const { x, past } = stepFactors(levels, i, orderAt(i), variant, false);
        const predicted: Mix = {
          x: x * (corrected.x ?? 0),
          data: x * (corrected.data ?? 0) + past[0]!,
          kept: Array.from(
            { length: 1 + order },
            (_, k) => x * (corrected.kept?.[k] ?? 0) + (k > 0 ? (past[k] ?? 0) : 0),
          ),
        };
        const moved = Array.from({ length: order - 1 }, (_, k) => k + 1);
        return { at: levels[i]!, next: [predicted, corrected, "data", ...moved] };
      });
    },
  });
};

/** Factors of a step: of the point, of the data predictions newest first, and of the one at its end. */
interface UniStep {
  readonly x: number;
  readonly past: readonly number[];
  readonly ahead: number;
}

const stepFactors = (
  levels: readonly Level[],
  i: number,
  order: number,
  variant: "bh1" | "bh2",
  corrects: boolean,
): UniStep => {
  const [at, to] = [levels[i]!, levels[i + 1]!];
  const h = to.lambda - at.lambda;
  const growth = Math.expm1(-h);
  const scale = to.alpha * (variant === "bh2" ? growth : -h);
  const places = Array.from({ length: order - 1 }, (_, k) => (levels[i - 1 - k]!.lambda - at.lambda) / h);
  if (corrects) places.push(1);
  const rho = places.length === 1 ? [0.5] : momentWeights(places, -h, growth, scale / to.alpha);
  const parts = rho.map((weight, k) => (-scale * weight) / places[k]!);
  const own = parts.reduce((sum, part) => sum - part, -to.alpha * growth);
  return {
    x: to.sigma / at.sigma,
    past: [own, ...parts.slice(0, order - 1)],
    ahead: corrects ? parts.at(-1)! : 0,
  };
};

/**
 * ρ of `Σₖ rₖ^(m−1) ρₖ = bₘ`, `bₘ = m! φ_{m+1}(−h)·(−h)^m / B`, by Björck and Pereyra's solution of Vandermonde systems.
 *
 * @see Golub and Van Loan, Matrix computations, algorithm 4.6.2
 */
const momentWeights = (places: readonly number[], z: number, growth: number, scale: number): number[] => {
  let [part, factorial] = [growth / z - 1, 1];
  const b = places.map((_, m) => {
    const moment = (part * factorial) / scale;
    factorial *= m + 2;
    part = part / z - 1 / factorial;
    return moment;
  });
  const last = b.length - 1;
  for (let k = 0; k < last; k++) for (let i = last; i > k; i--) b[i]! -= places[k]! * b[i - 1]!;
  for (let k = last - 1; k >= 0; k--) {
    for (let i = k + 1; i <= last; i++) b[i]! /= places[i]! - places[i - k - 1]!;
    for (let i = k; i < last; i++) b[i]! -= b[i + 1]!;
  }
  return b;
};
