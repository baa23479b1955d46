import { standardNormal } from "@nami/distributions";
import { rk4 } from "@nami/solvers";
import { add, div, mul, sub, tensor } from "@nami/tensor-backend";
import { flowMatching, type Model } from "../../index.js";
import type { Modes } from "../marginal-base.js";
import { type Case, stepsAt } from "./case.js";
import { times } from "./exact-fields.js";
import { statisticsOfPlane } from "./plane-law.js";

const [mean, width] = [[0.8, -0.4], 0.5];
const law: Modes = { weights: [1], means: [mean], variances: [width ** 2] };

/**
 * The velocity from N(0, I) to N(m, s² I) along the linear path under the optimal transport z ↦ m + s z: all of x_t comes from
 * z = (x − (1 − t) m)/((1 − t) s + t), and v = (1 − s) z − m.
 */
export const coupledVelocity: Model = (x, t) => {
  const m = tensor(mean, undefined, x.dtype === "float64" ? "float64" : "float32");
  const data = sub(1, t);
  const z = times(div(1, add(mul(data, width), t)), sub(x, times(data, mul(m, add(mul(x, 0), 1)))));
  return sub(mul(1 - width, z), m);
};

/** The ODE of a coupled field. */
export const coupledCase: Case = {
  name: "flow matching, linear, optimal transport, rk4",
  statistics: () => statisticsOfPlane(law),
  draw: ({ count, key, fineness, backend }) => {
    const solver = rk4({ steps: stepsAt(16, 4, fineness) });
    const flow = flowMatching({ field: coupledVelocity, base: standardNormal([2]), solver, backend });
    return flow.bind().sample([count], { key });
  },
};
