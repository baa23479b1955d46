import { brownianTree } from "@nami/random";
import {
  eulerMaruyama, milstein, rowSpace, type SdeMethod, solveSde, sra1, stochasticHeun,
} from "@nami/solvers"; // biome-ignore format: a list
import { describe, expect, test } from "vitest";
import {
  key,
  mul,
  neg,
  referenceBackend,
  type Tensor,
  type TensorBackend,
  tensor,
  tensorSpace,
} from "../index.js";

const noise = brownianTree(key(5));
const start = [1, 2, -1, 0.5];
const methods: Record<string, SdeMethod> = {
  eulerMaruyama: eulerMaruyama({ steps: 5 }),
  milstein: milstein({ steps: 5 }),
  stochasticHeun: stochasticHeun({ steps: 5 }),
  sra1: sra1({ steps: 5 }),
};

describe.each(Object.entries(methods))("%s on tensors", (_, method) => {
  test("gives the numbers of rows in an array with one program for all steps, and leaves nothing behind", async () => {
    const rows = solveSde(
      { drift: (y: Float64Array) => y.map((x) => -x), diffusion: (y: Float64Array) => y.map((x) => 0.3 * x) },
      Float64Array.from(start),
      { t0: 0, t1: 1, noise, method, space: rowSpace({ width: 2 }) },
    );
    let compiled = 0;
    const base = referenceBackend({ dtype: "float64" });
    const backend: TensorBackend = {
      ...base,
      compile: (graph) => {
        compiled++;
        return base.compile(graph);
      },
    };
    const space = tensorSpace<Tensor>(backend);
    const { y, status } = await solveSde(
      { drift: (y: Tensor) => neg(y), diffusion: (y: Tensor) => mul(0.3, y) },
      tensor(start, [2, 2], "float64"),
      { t0: 0, t1: 1, noise, method, space },
    );
    expect(status).toBe("success");
    const values = await y.data();
    rows.y.forEach((value, i) => {
      expect(Math.abs(values[i]! - value)).toBeLessThan(1e-14);
    });
    expect(compiled).toBe(1);
    y.dispose();
    space.dispose();
    expect(base.numBuffers()).toBe(0);
  });
});
