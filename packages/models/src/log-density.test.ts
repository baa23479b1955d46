import { gaussianMixture, standardNormal } from "@nami/distributions";
import { linearSchedule } from "@nami/schedules";
import { dopri5 } from "@nami/solvers";
import { key, neg, referenceBackend, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { flowMatching } from "./index.js";

test("x", async () => {
  const backend = referenceBackend({ dtype: "float64" });
  const mixture = gaussianMixture({ weights: [0.3, 0.7], means: [[-1, 0], [1, 0.5]], variances: [0.2, 0.1] });
  const oracle = mixture.marginal(linearSchedule());
  const flow = flowMatching({ field: oracle.velocity, base: standardNormal([2]), solver: dopri5({ rtol: 1e-9, atol: 1e-9 }), backend }).bind();
  const x = tensor([[0, 0], [-1, 0.2], [1.2, 0.3], [2, -1]], undefined, "float64");
  const lp = await flow.logProb(x);
  console.log(await lp.data(), await (await import("@nami/tensor-backend")).evaluate(mixture.logProb(x), { backend }).then((t) => t.data()), backend.numBuffers());
  const s = await flow.sampleWithStats([5], { key: key(0) });
  console.log(await s.x.data(), s.stats, backend.numBuffers());
});
