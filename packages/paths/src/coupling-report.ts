import { checkOptions, DataError } from "@nami/errors";
import type { Pairs } from "./coupling.js";
import { type HostRows, hostRows } from "./host-rows.js";

/** What a coupling did to a batch. */
export interface CouplingReport {
  /** Number of rows. */
  readonly rows: number;
  /** Mean squared distance of source and target, as drawn and as matched. */
  readonly cost: Change;
  /** Entropy of the plan in nats: ln n for a matching, 2 ln n for independence, between them for an entropic plan. */
  readonly entropy: number;
  /**
   * Share of the source's variance that the target explains, linearly: 0 on average when independent. What a coupling is for.
   * Of many coordinates of the target the 64 of largest variance count, and no more than a quarter of the rows.
   */
  readonly sourceFromTarget: Change;
  /**
   * Share of the source's variance that the condition explains: 0 on average when independent. Where it has grown, the source given
   * a condition is no longer the base, and sampling under that condition starts from the wrong noise. Left out without a
   * condition.
   */
  readonly sourceFromCondition?: Change;
}

/** Of a number, before the coupling and after it. */
export interface Change {
  readonly before: number;
  readonly after: number;
}

/**
 * Compares pairs as drawn with pairs as matched.
 *
 * @param entropy of the plan, in nats
 * @throws DataError when the pairs differ in their number of rows or have none
 * @example
 * const matched = await coupling.pair(drawn, { key: key(0) });
 * const { cost } = await couplingReport(drawn, matched, { entropy: Math.log(n) }); // cost.after is the less
 */
export async function couplingReport(
  before: Pairs,
  after: Pairs,
  options: { readonly entropy: number },
): Promise<CouplingReport> {
  checkOptions("couplingReport", options, { entropy: true });
  const { entropy } = options;
  const [drawn, matched] = [await hostPairs(before), await hostPairs(after)];
  const rows = drawn.target.count;
  if (rows !== matched.target.count || rows === 0)
    throw new DataError(
      `couplingReport: pairs before and after must have as many rows, and some, got ${rows} and ${matched.target.count}. Pass the batch and its pairs.`,
    );
  const change = (measure: (pairs: HostPairs) => number): Change => ({
    before: measure(drawn),
    after: measure(matched),
  });
  return Object.freeze({
    rows,
    cost: change(({ source, target }) => meanSquaredDistance(source, target)),
    entropy,
    sourceFromTarget: change(({ source, target }) => linearShare(source, target)),
    ...(drawn.condition && {
      sourceFromCondition: change(({ source, condition }) => explainedShare(source, condition!)),
    }),
  });
}

interface HostPairs {
  readonly source: HostRows;
  readonly target: HostRows;
  readonly condition?: HostRows;
}

async function hostPairs({ source, target, condition }: Pairs): Promise<HostPairs> {
  return {
    source: await hostRows(source),
    target: await hostRows(target),
    ...(condition && { condition: await hostRows(condition) }),
  };
}

function meanSquaredDistance(a: HostRows, b: HostRows): number {
  return a.values.reduce((sum, value, i) => sum + (value - b.values[i]!) ** 2, 0) / a.count;
}

/** By groups where conditions repeat (labels), else linearly. Both are corrected for chance, so 0 on average when independent. */
function explainedShare(source: HostRows, condition: HostRows): number {
  const groups = condition.groups();
  return groups.length > condition.count / 2 ? linearShare(source, condition) : groupShare(source, groups);
}

/** ω² = (SS between − (G − 1) MS within)/(SS total + MS within), over all coordinates. */
function groupShare(source: HostRows, groups: readonly (readonly number[])[]): number {
  let [between, total] = [0, 0];
  for (let k = 0; k < source.size; k++) {
    const at = (i: number): number => source.values[i * source.size + k]!;
    const all = Array.from({ length: source.count }, (_, i) => at(i));
    const center = meanOf(all);
    total += all.reduce((sum, y) => sum + (y - center) ** 2, 0);
    for (const group of groups) between += group.length * (meanOf(group.map(at)) - center) ** 2;
  }
  const within = (total - between) / Math.max(1, source.count - groups.length);
  return total === 0 ? 0 : (between - (groups.length - 1) * within) / (total + within);
}

/** Most coordinates that a regression takes. */
const mostRegressors = 64;

/**
 * R² of a linear regression of one on p coordinates of the other, over all coordinates, adjusted for what chance explains:
 * 1 − (1 − R²)(n − 1)/(n − p − 1).
 */
function linearShare(source: HostRows, other: HostRows): number {
  const { count } = source;
  const ours = centeredColumns(source);
  const total = ours.reduce((sum, x) => sum + dot(x, x), 0);
  if (total === 0) return 0;
  const most = Math.min(mostRegressors, Math.ceil(count / 4), Math.max(0, count - 2));
  const columns = centeredColumns(other).map((column) => ({ column, spread: dot(column, column) }));
  const widest = columns.sort((a, b) => b.spread - a.spread).slice(0, most);
  const axes = orthonormal(widest.map(({ column }) => column));
  let explained = 0;
  for (const x of ours) for (const axis of axes) explained += dot(x, axis) ** 2;
  return 1 - ((1 - explained / total) * (count - 1)) / (count - axes.length - 1);
}

/** The coordinates, each with mean 0. */
function centeredColumns({ count, size, values }: HostRows): Float64Array[] {
  return Array.from({ length: size }, (_, k) => {
    const column = Float64Array.from({ length: count }, (_, i) => values[i * size + k]!);
    const center = meanOf(column);
    return column.map((x) => x - center);
  });
}

/** Axes of what columns span, by Gram and Schmidt; a column that those before it make up, to rounding, adds none. */
function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const column of columns) {
    let rest = column;
    for (const axis of axes) {
      const along = dot(rest, axis);
      rest = rest.map((x, i) => x - along * axis[i]!);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-6 * Math.sqrt(dot(column, column))) axes.push(rest.map((x) => x / length));
  }
  return axes;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

function meanOf(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
