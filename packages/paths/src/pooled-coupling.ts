import { checkOptions, OptionError } from "@nami/errors";
import { type Key, permutation } from "@nami/tensor-backend";
import { type Coupling, checkPairs, keyOfPair, type PairOptions, type Pairs } from "./coupling.js";
import type { CouplingReport } from "./coupling-report.js";
import { takeRows } from "./host-rows.js";
import type { MatchedCoupling } from "./matched-coupling.js";

/** A plan over a pool of rows, made once. */
export interface PooledCoupling extends Coupling {
  /** The whole pool, matched. */
  readonly pairs: Pairs;
  /** Makes the plan again and tells what it does to the pool; left out when the inner coupling makes no reports. */
  readonly report?: () => Promise<CouplingReport>;
  /**
   * As many rows of the pool as the batch has, without replacement, in an order that the key decides. The rows given
   * are not looked at, beyond their number: the pool is the data.
   */
  pair(rows: Pairs, options: PairOptions): Promise<Pairs>;
}

/** Options of {@link pooledCoupling}. */
export interface PooledCouplingOptions {
  /** What matches the pool, e.g. `optimalTransportCoupling()`. */
  readonly coupling: Coupling | MatchedCoupling;
  /** Of the plan. */
  readonly key: Key;
}

/**
 * A plan over more rows than a batch has, made once and kept: a batch of 256 from an exact plan over 4,096 rows has less bias
 * than a plan over the 256.
 *
 * A batch depends on its key alone, so that training may stop and go on. Make a new pool, with new sources, now and then.
 *
 * @param rows the pool
 * @throws OptionError, from `pair`, when a batch has more rows than the pool
 * @throws ShapeError when the rows of the pool do not match
 * @example
 * const pool = await pooledCoupling({ source, target }, { coupling: optimalTransportCoupling(), key: key(0) });
 * await pool.pair(batch, { key: key(1) }); // rows of the pool
 */
export async function pooledCoupling(rows: Pairs, options: PooledCouplingOptions): Promise<PooledCoupling> {
  checkOptions<PooledCouplingOptions>("pooledCoupling", options, { coupling: true, key: true });
  const { coupling, key } = options;
  if (typeof coupling?.pair !== "function")
    throw new OptionError(
      `pooledCoupling: coupling must have pair, got ${typeof coupling}. Pass for example optimalTransportCoupling().`,
    );
  checkPairs("pooledCoupling", rows);
  const pairs = await coupling.pair(rows, { key });
  const count = pairs.target.shape[0]!;
  // The same key makes the same plan.
  const report =
    "report" in coupling ? (): Promise<CouplingReport> => coupling.report(rows, { key }) : undefined;
  return Object.freeze({
    name: `pooled ${coupling.name}`,
    independent: coupling.independent ?? false,
    pairs,
    ...(report && { report }),
    pair: async (batch, options) => {
      const own = keyOfPair("pooledCoupling", options);
      checkPairs("pooledCoupling", batch);
      const size = batch.target.shape[0]!;
      if (size > count)
        throw new OptionError(
          `pooledCoupling: a batch must have at most the ${count} rows of the pool, got ${size}. Make a larger pool.`,
        );
      const order = await permutation(own, count).data();
      const chosen = order.subarray(0, size);
      const taken = {
        source: await takeRows(pairs.source, chosen),
        target: await takeRows(pairs.target, chosen),
      };
      return pairs.condition ? { ...taken, condition: await takeRows(pairs.condition, chosen) } : taken;
    },
  } satisfies PooledCoupling);
}
