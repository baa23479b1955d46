import { requireNumber, requireOneOf } from "../check.js";
import { type DiffusionMethod, stepwise } from "./method.js";

/** Options of {@link dpmSolverPP}. */
export interface DpmSolverOptions {
  /** Data predictions that a step uses: 1, 2 (default) or 3. */
  readonly order?: 1 | 2 | 3;
  /** Noise: 0 (default) follows the flow, 1 the reverse SDE. */
  readonly eta?: number;
}

/**
 * DPM-Solver++, multistep, for the flow (η = 0) and for the reverse SDE (η > 0): one evaluation a step. With λ = ln(α/σ),
 * h = λ′ − λ, k = (1 + η)h and h·d₁, h²·d₂ the first two divided differences of the last data predictions, over a step,
 *
 * `x′ = (σ′/σ) e^(−ηh) x + α′((1 − e^(−k)) D + c₁ d₁ − c₂ d₂) + σ′ √(1 − e^(−2ηh)) z`,
 *
 * where `c₁ = (1 − e^(−k))/2, c₂ = 0` for order 2 ("2M", "2M-SDE"), and `c₁ = 1 − (1 − e^(−k))/k, c₂ = c₁/k − ½` for order 3
 * ("3M"). Orders rise from 1 over the first steps, and the step to σ = 0 has order 1.
 *
 * @throws OptionError when `order` is not 1, 2 or 3, or `eta` is below 0
 * @see Lu et al., DPM-Solver++ (2022), algorithm 2, section 5 and appendix B; with φ functions at order 3
 */
export const dpmSolverPP = ({ order = 2, eta = 0 }: DpmSolverOptions = {}): DiffusionMethod => {
  requireOneOf("dpmSolverPP", "order", order, [1, 2, 3]);
  requireNumber("dpmSolverPP", "eta", eta, eta >= 0, "of at least 0");
  return stepwise("dpmSolverPP", order - 1, eta > 0, (at, to, i, levels) => {
    const h = to.lambda - at.lambda;
    const damp = eta === 0 ? 0 : eta * h;
    const terms = to.sigma === 0 ? 1 : Math.min(order, i + 1);
    // h over the lengths of the last steps, newest first: 0 where one came from α = 0.
    const ratios = Array.from({ length: terms - 1 }, (_, j) => {
      const [newer, older] = [levels[i - j]!, levels[i - j - 1]!];
      return h / (newer.lambda - older.lambda);
    });
    const [data, ...kept] = (order === 2 ? midpointWeights : weightsOf)(h + damp, ratios).map(
      (weight) => to.alpha * weight,
    );
    const next = {
      x: (to.sigma / at.sigma) * Math.exp(-damp),
      data: data!,
      kept,
      noise: to.sigma * Math.sqrt(-Math.expm1(-2 * damp)),
    };
    return order === 1 ? [next] : order === 2 ? [next, "data"] : [next, "data", 0];
  });
};

/** Weights of D and the one before it, for c₁ = (1 − e^(−k))/2. */
const midpointWeights = (k: number, [ratio = 0]: readonly number[]): number[] => {
  const gain = -Math.expm1(-k);
  return [gain * (1 + ratio / 2), (-gain * ratio) / 2];
};

/** Weights of the last data predictions, newest first, for the exact integrals of their polynomial. */
const weightsOf = (k: number, [ratio, older = 0]: readonly number[]): number[] => {
  const gain = -Math.expm1(-k);
  if (ratio === undefined) return [gain];
  const first = 1 - gain / k;
  const second = first / k - 0.5;
  const share = older && older / (ratio + older);
  const bend = second * ratio * share;
  const near = (first * (1 + share) - bend) * ratio;
  const far = (bend - first * share) * older;
  return [gain + near, far - near, -far];
};
