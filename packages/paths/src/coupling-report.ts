import { DataError } from "@nami/errors";
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
   * Share of the source's variance that the target explains, linearly: 0 when independent. What a coupling is for.
   */
  readonly sourceFromTarget: Change;
  /**
   * Share of the source's variance that the condition explains: 0 when independent. Where it has grown, the source given
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
 * @example couplingReport(drawn, await coupling.pair(drawn, { key }), { entropy: Math.log(n) }).cost.after
 */
export async function couplingReport(
  before: Pairs,
  after: Pairs,
  { entropy }: { readonly entropy: number },
): Promise<CouplingReport> {
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

/** The largest squared correlation of a coordinate of one with a coordinate of the other, less what chance gives. */
function linearShare(source: HostRows, other: HostRows): number {
  let largest = 0;
  for (let k = 0; k < source.size; k++)
    for (let l = 0; l < other.size; l++) largest = Math.max(largest, squaredCorrelation(source, k, other, l));
  const chance = 1 / Math.max(1, source.count - 1);
  return (largest - chance) / (1 - chance || 1);
}

function squaredCorrelation(a: HostRows, k: number, b: HostRows, l: number): number {
  const [xs, ys] = ([[a, k], [b, l]] as const).map(([rows, column]) =>
    Array.from({ length: rows.count }, (_, i) => rows.values[i * rows.size + column]!),
  ) as [number[], number[]]; // biome-ignore format: a table
  const [mx, my] = [meanOf(xs), meanOf(ys)];
  let [xx, xy, yy] = [0, 0, 0];
  for (const [i, x] of xs.entries()) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (ys[i]! - my);
    yy += (ys[i]! - my) ** 2;
  }
  return xx * yy === 0 ? 0 : xy ** 2 / (xx * yy);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
