import type { Tensor } from "@nami/tensor-backend";
import { checkPairs, type Pairs } from "./coupling.js";
import { couplingReport } from "./coupling-report.js";
import type { MatchedCoupling } from "./matched-coupling.js";

/** A flow that carries sources to targets; `flowMatching` of `@nami/models` makes such. */
export interface Carrier {
  /** With conditions for all rows, where there are any. */
  bind(condition?: Tensor): { decode(source: Tensor): Promise<Tensor> };
}

/**
 * Sources with the targets that a trained flow carries them to. A flow that is trained on such pairs has the same ends on
 * straighter ways, since the ways of a flow never cross, so that a few steps are enough for it.
 *
 * Targets of the batch are replaced: they only say how many rows there are. A batch costs a whole solve, so make a pool of
 * pairs once with `pooledCoupling`. The velocity that is learned has no score in it.
 *
 * @throws ShapeError, from `pair`, when the rows do not match; the errors of `decode`
 * @example
 * const coupling = reflowCoupling(flowMatching({ field: field.with(params), base, solver, backend }));
 * const pool = await pooledCoupling({ source, target: source }, { coupling, key: key(0) });
 * @see Liu, Gong, Liu, Flow straight and fast (2023), section 2.2
 */
export function reflowCoupling(flow: Carrier): MatchedCoupling {
  const pair = async (rows: Pairs): Promise<Pairs> => {
    checkPairs("reflowCoupling", rows);
    return { ...rows, target: await flow.bind(rows.condition).decode(rows.source) };
  };
  return Object.freeze({
    name: "reflow",
    pair,
    report: async (rows) =>
      couplingReport(rows, await pair(rows), { entropy: Math.log(rows.target.shape[0] ?? 1) }),
  } satisfies MatchedCoupling);
}
