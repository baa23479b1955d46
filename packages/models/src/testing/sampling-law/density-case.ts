import { gaussianMixture, standardNormal } from "@nami/distributions";
import { linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { evaluate, stack } from "@nami/tensor-backend";
import { type BoundModel, type FlowMatchingOptions, flowMatching } from "../../index.js";
import { statisticsOf } from "../reference.js";
import { type Case, stepsAt } from "./case.js";
import type { Statistic } from "./plane-law.js";

/** Narrow modes, so that their entropy is far from that of the base. */
const narrow = gaussianMixture({ weights: [0.35, 0.65], means: [[-1, 0.5], [0.8, -0.4]], variances: [0.05, 0.1] }); // biome-ignore format: a table
const { velocity, divergence } = narrow.marginal(linearSchedule());

/** The mean of log p̂(x) over data x, against that of the exact log p(x); its standard error is that of the latter. */
const meanLogDensity: Statistic = {
  name: "mean log-density",
  kind: "moment",
  errors: (rows) => {
    const column = (at: number): Float64Array => rows.filter((_, i) => i % 2 === at);
    const [found, exact] = [column(0), column(1)];
    const { standardError } = statisticsOf([...exact]);
    return statisticsOf([...found.map((value, i) => value - exact[i]!)]).mean / standardError;
  },
};

/** What a flow takes for its log-density: the exact base, velocity and divergence, or another. */
export interface DensityParts {
  readonly base: FlowMatchingOptions["base"];
  readonly divergence: NonNullable<BoundModel["divergence"]>;
}

export const exactDensity: DensityParts = { base: standardNormal([2]), divergence };

/** Log-densities of exact data by the flow, each beside the exact one: `[count, 2]`. */
export const logDensities =
  ({ base, divergence: own }: DensityParts): Case["draw"] =>
  async ({ count, key, fineness, backend }) => {
    const field = Object.assign((...at: Parameters<typeof velocity>) => velocity(...at), { divergence: own });
    const solver = rk4({ steps: stepsAt(24, 4, fineness) });
    const x = narrow.sample([count], { key });
    const found = await flowMatching({ field, base, solver, backend }).bind().logProb(x); // biome-ignore format: a call
    return evaluate(stack([found, narrow.logProb(x)], 1), { backend });
  };

/** The log-density of a flow. */
export const densityCase: Case = {
  name: "log-density, linear, rk4",
  statistics: () => [meanLogDensity],
  draw: logDensities(exactDensity),
};
