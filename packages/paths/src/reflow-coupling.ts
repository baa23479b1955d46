import { OptionError } from "@nami/errors";
import type { Key, Tensor } from "@nami/tensor-backend";
import { checkPairs, keyOfPair, type PairOptions, type Pairs } from "./coupling.js";
import { couplingReport } from "./coupling-report.js";
import type { MatchedCoupling } from "./matched-coupling.js";

/** A flow that carries sources to targets; `flowMatching` of `@nami/models` makes such. */
export interface Carrier {
  /** With conditions for all rows, where there are any. */
  bind(condition?: Tensor): { decode(source: Tensor, options: { readonly key: Key }): Promise<Tensor> };
}

/**
 * Sources with the targets that a trained flow carries them to. A flow that is trained on such pairs has the same ends on
 * straighter ways, since the ways of a flow never cross, so that a few steps are enough for it.
 *
 * Targets of the batch are replaced; only the report looks at them. A batch costs a whole solve, so make a pool of
 * pairs once with `pooledCoupling`. The velocity that is learned has no score in it.
 *
 * @throws OptionError when the flow is bound already; ShapeError, from `pair`, when the rows do not match; the errors of `decode`
 * @example
 * const coupling = reflowCoupling(flowMatching({ field: field.with(params), base, solver, backend }));
 * const pool = await pooledCoupling({ source, target: data }, { coupling, key: key(0) });
 * @see Liu, Gong, Liu, Flow straight and fast (2023), section 2.2
 */
export function reflowCoupling(flow: Carrier): MatchedCoupling {
  if (typeof flow?.bind !== "function")
    throw new OptionError(
      `reflowCoupling: flow must be one that waits for its condition, got ${flow ? "something without bind" : typeof flow}. Pass flowMatching({ … }), not its bind().`,
    );
  const pair = async (rows: Pairs, options: PairOptions): Promise<Pairs> => {
    const key = keyOfPair("reflowCoupling", options);
    checkPairs("reflowCoupling", rows);
    return { ...rows, target: await flow.bind(rows.condition).decode(rows.source, { key }) };
  };
  return Object.freeze({
    name: "reflow",
    independent: false,
    pair,
    report: async (rows, options) =>
      couplingReport(rows, await pair(rows, options), { entropy: Math.log(rows.target.shape[0] ?? 1) }),
  } satisfies MatchedCoupling);
}
