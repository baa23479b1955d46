import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { type CostShape, checkCosts } from "./check-costs.js";
import type { Potentials } from "./potentials.js";
import { fit, kernelOf, quarter } from "./sinkhorn-kernel.js";

/** Options of {@link sinkhorn}. */
export interface SinkhornOptions extends CostShape {
  /** ε, in the unit of the costs: the larger, the more spread the plan. Positive. */
  readonly regularization: number;
  /** Mass of each row, positive; divided by their sum. Default: equal. */
  readonly rowWeights?: ArrayLike<number>;
  /** Mass of each column, positive; divided by their sum. Default: equal. */
  readonly columnWeights?: ArrayLike<number>;
  /** Largest Σ|row sums − row weights| to stop at. Default 1e-6. */
  readonly tolerance?: number;
  /** Most sweeps at the final ε. Default 10,000. */
  readonly maxIterations?: number;
}

/** An entropic plan, with the potentials that make it and how well it fits. */
export interface SinkhornPlan {
  /** π, row-major, of total mass 1; its columns have their weights to rounding. */
  readonly plan: Float64Array;
  /** ⟨C, π⟩, without the entropy. */
  readonly cost: number;
  /** −Σ π ln π in nats: from ln n (a permutation of n) to ln rows + ln columns (independent). */
  readonly entropy: number;
  /** Potentials: π_ij = a_i b_j exp((u_i + v_j − c_ij)/ε). */
  readonly dual: { readonly u: Float64Array; readonly v: Float64Array };
  /** `"tolerance"` when the rows fit, `"iterations"` when the sweeps ran out. */
  readonly status: "tolerance" | "iterations";
  /** Σ|row sums − row weights|. */
  readonly error: number;
  /** Sweeps over the matrix, those at larger ε included. */
  readonly iterations: number;
}

/**
 * Entropic optimal transport: the plan that minimizes ⟨C, π⟩ + ε KL(π | a bᵀ) with row masses a and column masses b.
 *
 * Sinkhorn's sweeps, as plain products on the kernel e^((u_i + v_j − c_ij)/ε) of potentials that nearly fit: ε falls from the
 * range of the costs to its value by quarters, which takes the kernel to its fourth power, so that there are three exponentials for each
 * cost, and the last sweeps are overrelaxed. Where a product leaves the safe range, sweeps in the log domain, u = −ε ln Σ_j b_j e^((v_j − c_ij)/ε) and likewise v,
 * take its place, so that no ε underflows. O(rows · columns) a sweep.
 *
 * @param cost row-major costs, finite
 * @throws OptionError when the regularization, a weight or an option is not positive, or a side is empty
 * @throws ShapeError when a length does not fit, DataError for a cost that is not finite
 * @example
 * const { plan } = sinkhorn(Float64Array.of(0, 1, 1, 0), { rows: 2, columns: 2, regularization: 1 });
 * // [0.3655, 0.1345, 0.1345, 0.3655]
 * @see Cuturi, Sinkhorn distances (2013); Peyré, Cuturi, Computational optimal transport (2019), section 4.4
 */
export function sinkhorn(cost: Float64Array | Float32Array, options: SinkhornOptions): SinkhornPlan {
  checkOptions<SinkhornOptions>("sinkhorn", options, {
    rows: true,
    columns: true,
    regularization: true,
    rowWeights: true,
    columnWeights: true,
    tolerance: true,
    maxIterations: true,
  });
  const { rows, columns, regularization, rowWeights, columnWeights } = options;
  const { tolerance = 1e-6, maxIterations = 10_000 } = options;
  checkCosts("sinkhorn", cost, { rows, columns });
  for (const [name, value] of Object.entries({ rows, columns, regularization, tolerance, maxIterations }))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new OptionError(
        `sinkhorn: ${name} must be positive and finite, got ${String(value)}. Pass ${name} > 0.`,
      );
  const a = masses("rowWeights", rowWeights, rows);
  const b = masses("columnWeights", columnWeights, columns);
  const [least, most] = rangeOf(cost);
  // The first kernel lies between e⁻⁴ and 1.
  const u = new Float64Array(rows).fill(least);
  const v = new Float64Array(columns);
  const kernel = new Float64Array(cost.length);
  let iterations = 0;
  for (const epsilon of scales(most - least, regularization)) {
    const last = epsilon === regularization;
    // Rough potentials are enough until the last ε; its kernel is free of the rounding of those before.
    const stop = last ? { enough: tolerance, most: maxIterations } : { enough: 0.05, most: 10 };
    const problem = { u, v, a, b, epsilon };
    if (iterations === 0 || last) kernelOf(cost, problem, kernel);
    const { sweeps, factors } = fit(kernel, cost, problem, stop);
    iterations += sweeps;
    if (!last) quarter(kernel, problem, factors);
  }
  return planOf(cost, { u, v, a, b, epsilon: regularization }, { plan: kernel, iterations, tolerance });
}

/** Least and most of some numbers. */
function rangeOf(cost: ArrayLike<number>): readonly [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < cost.length; i++) {
    least = Math.min(least, cost[i]!);
    most = Math.max(most, cost[i]!);
  }
  return [least, most];
}

/** ε from the range of the costs down to its value, by quarters. */
function scales(range: number, regularization: number): number[] {
  const list = [regularization];
  for (let epsilon = 4 * regularization; epsilon < range; epsilon *= 4) list.unshift(epsilon);
  return list;
}

function planOf(
  cost: ArrayLike<number>,
  problem: Potentials,
  {
    plan,
    iterations,
    tolerance,
  }: { readonly plan: Float64Array; readonly iterations: number; readonly tolerance: number },
): SinkhornPlan {
  const { u, v, a, b, epsilon } = problem;
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)];
  let [total, entropy, error] = [0, 0, 0];
  for (let i = 0, at = 0; i < a.length; i++) {
    let mass = 0;
    for (let j = 0; j < b.length; j++, at++) {
      const exponent = (u[i]! + v[j]! - cost[at]!) / epsilon;
      const share = a[i]! * b[j]! * Math.exp(exponent);
      plan[at] = share;
      mass += share;
      total += share * cost[at]!;
      entropy -= share * (logA[i]! + logB[j]! + exponent);
    }
    error += Math.abs(mass - a[i]!);
  }
  const status = error <= 2 * tolerance ? "tolerance" : "iterations";
  return Object.freeze({
    plan,
    cost: total,
    entropy,
    dual: Object.freeze({ u, v }),
    status,
    error,
    iterations,
  });
}

/** @throws OptionError for a weight that is not positive, ShapeError for another number of them */
function masses(name: string, weights: ArrayLike<number> | undefined, count: number): Float64Array {
  if (!weights) return new Float64Array(count).fill(1 / count);
  if (weights.length !== count)
    throw new ShapeError(
      `sinkhorn: ${name} must have ${count} entries, got ${weights.length}. Pass one for each.`,
    );
  const values = Float64Array.from(weights);
  const bad = values.find((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined)
    throw new OptionError(
      `sinkhorn: ${name} must be positive and finite, got ${bad}. Leave out points without weight.`,
    );
  const sum = values.reduce((x, y) => x + y, 0);
  return values.map((weight) => weight / sum);
}
