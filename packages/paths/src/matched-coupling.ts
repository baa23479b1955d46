import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { foldIn, type Key, uniform } from "@nami/tensor-backend";
import { assign, sinkhorn, squaredDistances, stableMatching } from "@nami/transport";
import { type Coupling, checkPairs, keyOfPair, type PairOptions, type Pairs } from "./coupling.js";
import { type CouplingReport, couplingReport } from "./coupling-report.js";
import { type HostRows, hostRows, takeRows } from "./host-rows.js";

/** A coupling that rearranges sources on the host, and tells what it did. */
export interface MatchedCoupling extends Coupling {
  pair(rows: Pairs, options: PairOptions): Promise<Pairs>;
  /** Pairs the rows as `pair` does with that key, and measures. */
  report(rows: Pairs, options: PairOptions): Promise<CouplingReport>;
}

/** Options of the couplings that match by distance. */
export interface ConditionOptions {
  /**
   * How much conditions count: the cost of source i and target j is ‖source_i − target_j‖² + w ‖condition_i − condition_j‖²,
   * where source i has the condition that it was drawn beside. 0, the default, ignores conditions, which biases the source
   * given a condition; `Infinity` matches only rows of equal condition (labels), which does not.
   */
  readonly conditionWeight?: number;
}

/**
 * Exact optimal transport between the rows of a minibatch: the permutation of least Σ‖source − target‖² (OT-CFM).
 *
 * Targets and conditions keep their rows, sources move. The velocity then has no score in it.
 *
 * @throws OptionError when the condition weight is negative; ShapeError, from `pair`, when rows do not match
 * @example const matched = await optimalTransportCoupling().pair({ source, target }, { key: key(0) });
 * @see Tong et al., Improving and generalizing flow-based generative models (2024); Cheng, Schwing, The curse of
 * conditions (2025), for the condition weight
 */
export function optimalTransportCoupling(options: ConditionOptions = {}): MatchedCoupling {
  checkOptions<ConditionOptions>("optimalTransportCoupling", options, { conditionWeight: true });
  const { conditionWeight = 0 } = options;
  return matched("optimal-transport", conditionWeight, (cost, count) => ({
    sources: assign(cost, { rows: count, columns: count }).rowOfColumn,
    entropy: Math.log(count),
  }));
}

/**
 * A stable matching of the rows of a minibatch: no source and target are nearer to each other than to their partners.
 *
 * Faster than the least cost, but it may be no shorter than chance where the two sets lie apart.
 *
 * @throws OptionError when the condition weight is negative; ShapeError, from `pair`, when rows do not match
 * @see Pooladian et al., Multisample flow matching (2023), section 4.2
 */
export function stableCoupling(options: ConditionOptions = {}): MatchedCoupling {
  checkOptions<ConditionOptions>("stableCoupling", options, { conditionWeight: true });
  const { conditionWeight = 0 } = options;
  return matched("stable", conditionWeight, (cost, count) => ({
    sources: stableMatching(cost, { rows: count, columns: count }).rowOfColumn,
    entropy: Math.log(count),
  }));
}

/** Options of {@link sinkhornCoupling}. */
export interface SinkhornCouplingOptions extends ConditionOptions {
  /** ε, in the unit of squared distances. Default: a twentieth of their mean. For a Schrödinger bridge 2σ². */
  readonly regularization?: number;
  /** Largest error of the rows' masses. Default 1e-3. */
  readonly tolerance?: number;
}

/**
 * Entropic optimal transport: each target keeps its row and draws its source from the plan, π(source | target).
 *
 * Between exact transport (ε small) and independence (ε large). A source may be drawn twice, or not at all.
 *
 * @throws OptionError when the regularization is not positive or the condition weight negative; ShapeError, from `pair`,
 * when rows do not match
 * @see Tong et al., Improving and generalizing flow-based generative models (2024), section 3.2.4; Cuturi, Sinkhorn
 * distances (2013)
 */
export function sinkhornCoupling(options: SinkhornCouplingOptions = {}): MatchedCoupling {
  checkOptions<SinkhornCouplingOptions>("sinkhornCoupling", options, {
    regularization: true,
    tolerance: true,
    conditionWeight: true,
  });
  const { regularization, tolerance = 1e-3, conditionWeight = 0 } = options;
  if (regularization !== undefined && !(regularization > 0 && regularization < Infinity))
    throw new OptionError(
      `sinkhornCoupling: regularization must be positive and finite, got ${regularization}. Use optimalTransportCoupling() for 0.`,
    );
  return matched("sinkhorn", conditionWeight, async (cost, count, key) => {
    const mean = cost.reduce((a, b) => a + b, 0) / cost.length;
    const { plan, entropy } = sinkhorn(cost, {
      rows: count,
      columns: count,
      regularization: regularization ?? (mean / 20 || 1),
      tolerance,
      maxIterations: 1000,
    });
    const places = await uniform(key, [count], { dtype: "float64" }).data();
    return { sources: places.map((place, j) => drawRow(plan, count, j, place)) as Float64Array, entropy };
  });
}

/** The source of each target, and the entropy of the plan in nats. */
interface Match {
  readonly sources: ArrayLike<number>;
  readonly entropy: number;
}

type Matcher = (cost: Float64Array, count: number, key: Key) => Match | Promise<Match>;

function matched(name: string, conditionWeight: number, match: Matcher): MatchedCoupling {
  if (!(conditionWeight >= 0))
    throw new OptionError(
      `${name}: conditionWeight must be 0 or more, got ${String(conditionWeight)}. Pass Infinity to match equal conditions only.`,
    );
  const plan = async (
    rows: Pairs,
    options: PairOptions,
  ): Promise<{ readonly pairs: Pairs; readonly entropy: number }> => {
    const key = keyOfPair(name, options);
    checkPairs(name, rows);
    const { sources, entropy } = await matchRows(name, rows, { conditionWeight, match, key });
    return { pairs: { ...rows, source: await takeRows(rows.source, sources) }, entropy };
  };
  return Object.freeze({
    name,
    independent: false,
    pair: async (rows, options) => (await plan(rows, options)).pairs,
    report: async (rows, options) => {
      const { pairs, entropy } = await plan(rows, options);
      return couplingReport(rows, pairs, { entropy });
    },
  } satisfies MatchedCoupling);
}

async function matchRows(
  name: string,
  rows: Pairs,
  {
    conditionWeight,
    match,
    key,
  }: { readonly conditionWeight: number; readonly match: Matcher; readonly key: Key },
): Promise<Match> {
  const [source, target] = [await hostRows(rows.source), await hostRows(rows.target)];
  if (source.size !== target.size)
    throw new ShapeError(
      `${name}: source and target must have one event shape, got ${source.size} and ${target.size} numbers a row. Draw one source for each target.`,
    );
  if (target.count === 0) return { sources: [], entropy: 0 };
  const condition = conditionWeight > 0 && rows.condition ? await hostRows(rows.condition) : undefined;
  if (conditionWeight === Infinity && condition)
    return matchGroups({ source, target, groups: condition.groups(), match, key });
  const cost = squaredDistances(source.values, target.values, { dimension: target.size });
  if (condition) {
    const apart = squaredDistances(condition.values, condition.values, { dimension: condition.size });
    for (const [i, distance] of apart.entries()) cost[i]! += conditionWeight * distance;
  }
  return match(cost, target.count, key);
}

/** A plan of its own for each group; the entropy is that of groups, −Σ p ln p, and of the plans within. */
async function matchGroups({
  source,
  target,
  groups,
  match,
  key,
}: {
  readonly source: HostRows;
  readonly target: HostRows;
  readonly groups: readonly (readonly number[])[];
  readonly match: Matcher;
  readonly key: Key;
}): Promise<Match> {
  const sources = new Int32Array(target.count);
  let entropy = 0;
  for (const [index, group] of groups.entries()) {
    const part = (rows: HostRows): Float64Array =>
      Float64Array.from(group.flatMap((i) => [...rows.values.subarray(i * rows.size, (i + 1) * rows.size)]));
    const cost = squaredDistances(part(source), part(target), { dimension: target.size });
    const own = await match(cost, group.length, foldIn(key, index));
    for (const [j, row] of group.entries()) sources[row] = group[own.sources[j]!]!;
    const share = group.length / target.count;
    entropy += share * (own.entropy - Math.log(share));
  }
  return { sources, entropy };
}

/** The row i at a place in [0, 1) of π(i | j). */
function drawRow(plan: Float64Array, count: number, j: number, place: number): number {
  let mass = 0;
  for (let i = 0; i < count; i++) mass += plan[i * count + j]!;
  let rest = place * mass;
  for (let i = 0; i < count; i++) {
    rest -= plan[i * count + j]!;
    if (rest < 0) return i;
  }
  return count - 1;
}
