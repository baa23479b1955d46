import { OptionError, ShapeError } from "@nami/errors";
import { type CostShape, checkCosts } from "./check-costs.js";
import { kernelOf, type Potentials, scaleKernel } from "./sinkhorn-kernel.js";

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
 * Sinkhorn's sweeps u = −ε ln Σ_j b_j e^((v_j − c_ij)/ε), and likewise v, in the log domain, so that no ε underflows; ε falls to
 * its value by halves, each start taken from the potentials before; between them, sweeps of plain products on the kernel of
 * potentials that nearly fit. O(rows · columns) a sweep.
 *
 * @param cost row-major costs, finite
 * @throws OptionError when the regularization, a weight or an option is not positive, or a side is empty
 * @throws ShapeError when a length does not fit, DataError for a cost that is not finite
 * @example
 * const { plan } = sinkhorn(Float64Array.of(0, 1, 1, 0), { rows: 2, columns: 2, regularization: 1 });
 * // [0.3655, 0.1345, 0.1345, 0.3655]
 * @see Cuturi, Sinkhorn distances (2013); Peyré, Cuturi, Computational optimal transport (2019), section 4.4
 */
export function sinkhorn(
  cost: Float64Array | Float32Array,
  {
    rows,
    columns,
    regularization,
    rowWeights,
    columnWeights,
    tolerance = 1e-6,
    maxIterations = 10_000,
  }: SinkhornOptions,
): SinkhornPlan {
  checkCosts("sinkhorn", cost, { rows, columns });
  for (const [name, value] of Object.entries({ rows, columns, regularization, tolerance, maxIterations }))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new OptionError(
        `sinkhorn: ${name} must be positive and finite, got ${String(value)}. Pass ${name} > 0.`,
      );
  const a = masses("rowWeights", rowWeights, rows);
  const b = masses("columnWeights", columnWeights, columns);
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)];
  const u = new Float64Array(rows);
  const v = new Float64Array(columns);
  const byRow = { stride: columns, step: 1 };
  const byColumn = { stride: 1, step: columns };
  let iterations = 0;
  for (const epsilon of scales(cost, regularization)) {
    const last = epsilon === regularization;
    // Rough potentials are enough until the last ε.
    const [enough, most] = last ? [tolerance, maxIterations] : [0.05, 10];
    for (let sweep = 0; sweep < most; ) {
      const error = update(cost, { own: u, other: v, logOther: logB, mass: a, epsilon }, byRow);
      update(cost, { own: v, other: u, logOther: logA, mass: b, epsilon }, byColumn);
      const more =
        error <= enough
          ? 0
          : scaleKernel(cost, { u, v, a, b, epsilon }, { enough, most: Math.min(most - sweep - 1, 100) });
      sweep += 1 + more;
      iterations += 1 + more;
      if (error <= enough) break;
    }
  }
  update(cost, { own: v, other: u, logOther: logA, mass: b, epsilon: regularization }, byColumn);
  return planOf(cost, { a, b, u, v, epsilon: regularization }, { iterations, tolerance });
}

/** ε from the range of the costs down to its value, by halves. */
function scales(cost: ArrayLike<number>, regularization: number): number[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < cost.length; i++) {
    least = Math.min(least, cost[i]!);
    most = Math.max(most, cost[i]!);
  }
  const list = [regularization];
  for (let epsilon = 2 * regularization; epsilon < most - least; epsilon *= 2) list.unshift(epsilon);
  return list;
}

interface Side {
  readonly own: Float64Array;
  readonly other: Float64Array;
  readonly logOther: Float64Array;
  readonly mass: Float64Array;
  readonly epsilon: number;
}

/**
 * Fits one side's masses: own_i = −ε ln Σ_j e^(ln b_j + (other_j − c_ij)/ε).
 *
 * @returns Σ_i a_i |e^((before − after)/ε) − 1|, by how much the masses were off
 */
function update(
  cost: ArrayLike<number>,
  { own, other, logOther, mass, epsilon }: Side,
  { stride, step }: { readonly stride: number; readonly step: number },
): number {
  const exponents = new Float64Array(other.length);
  let error = 0;
  for (let i = 0; i < own.length; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0, at = i * stride; j < other.length; j++, at += step) {
      const exponent = logOther[j]! + (other[j]! - cost[at]!) / epsilon;
      exponents[j] = exponent;
      if (exponent > most) most = exponent;
    }
    let sum = 0;
    for (let j = 0; j < other.length; j++) sum += Math.exp(exponents[j]! - most);
    const next = -epsilon * (most + Math.log(sum));
    error += mass[i]! * Math.abs(Math.expm1((own[i]! - next) / epsilon));
    own[i] = next;
  }
  return error;
}

function planOf(
  cost: ArrayLike<number>,
  problem: Potentials,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): SinkhornPlan {
  const { u, v, a, b } = problem;
  const plan = kernelOf(cost, problem);
  let [total, entropy, error] = [0, 0, 0];
  for (let i = 0, at = 0; i < a.length; i++) {
    let mass = 0;
    for (let j = 0; j < b.length; j++, at++) {
      const share = plan[at]!;
      mass += share;
      total += share * cost[at]!;
      if (share > 0) entropy -= share * Math.log(share);
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
