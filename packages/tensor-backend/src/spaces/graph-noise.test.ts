import { brownianTree } from "@nami/random";
import { eulerMaruyama, milstein, type SdeMethod, solveSde, sra1, stochasticHeun } from "@nami/solvers";
import { afterEach, describe, expect, test } from "vitest";
import {
  add, compile, evaluate, grad, graphNoise, graphSpace, type Key, key, mul, neg, referenceBackend, sin, square, sum, type Tensor, tensor, tensorSpace, treeLeaves,
} from "../index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });
afterEach(() => expect(backend.numBuffers()).toBe(0));

const wide = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, "float64");
type Pair = Readonly<{ x: Tensor; z: Tensor }>;
const start: Pair = { x: wide([[1, 2], [-1, 0.5], [0.3, 0]]), z: wide([0.2, 0.7, -0.4]) }; // biome-ignore format: rows
const problem = {
  drift: ({ x, z }: Pair): Pair => ({ x: neg(x), z: sin(z) }),
  diffusion: ({ x, z }: Pair): Pair => ({ x: mul(x, 0.3), z: add(mul(z, 0), 0.5) }),
};
const additive = {
  ...problem,
  diffusion: ({ x, z }: Pair): Pair => ({ x: add(mul(x, 0), 0.3), z: add(mul(z, 0), 0.5) }),
};
const methods: Record<string, readonly [SdeMethod, typeof problem]> = {
  eulerMaruyama: [eulerMaruyama({ steps: 5 }), problem],
  milstein: [milstein({ steps: 5 }), problem],
  stochasticHeun: [stochasticHeun({ steps: 3 }), problem],
  sra1: [sra1({ steps: 3 }), additive],
};
const span = { t0: 1, t1: 0.25 };
const valuesOf = async (tree: Pair): Promise<number[]> => {
  const { x, z } = await evaluate(tree, { backend });
  return [...(await x.data()), ...(await z.data())];
};

describe.each(Object.entries(methods))("graphNoise with %s", (_, [method, equation]) => {
  const traced = (y: Pair, k: Key): Pair =>
    solveSde(equation, y, { ...span, method, space: graphSpace<Pair>(), noise: graphNoise(k) }).y;

  test("has the numbers of a solve that runs, for trees, outside and inside of a compiled function", async () => {
    const space = tensorSpace<Pair>(backend);
    const compiled = compile(traced, { backend });
    for (const seed of [5, 6]) {
      const noise = brownianTree(key(seed));
      const { y } = await solveSde(equation, start, { ...span, method, space, noise });
      const expected = [...(await y.x.data()), ...(await y.z.data())];
      const inside = await compiled(start, key(seed));
      for (const found of [
        await valuesOf(traced(start, key(seed))),
        [...(await inside.x.data()), ...(await inside.z.data())],
      ])
        found.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-14);
        });
      for (const leaf of [...treeLeaves(y), ...treeLeaves(inside)]) leaf.dispose();
    }
    compiled.dispose();
    space.dispose();
  });

  test("has the gradient of finite differences along its paths", async () => {
    const loss = (x: Tensor): Tensor => sum(square(traced({ ...start, x }, key(3)).x));
    const [slope] = await (await evaluate(grad(loss)(start.x), { backend })).data();
    const at = async (h: number): Promise<number> => {
      const moved = add(start.x, mul(wide([[h, 0], [0, 0], [0, 0]]), 1)); // biome-ignore format: rows
      return (await evaluate(loss(moved), { backend })).item();
    };
    expect(slope).toBeCloseTo(((await at(1e-5)) - (await at(-1e-5))) / 2e-5, 8);
  });
});

test("graphSpace refuses paths whose numbers are drawn at once", () => {
  const options = { ...span, method: eulerMaruyama({ steps: 2 }), space: graphSpace<Pair>() };
  expect(() => solveSde(problem, start, { ...options, noise: brownianTree(key(0)) })).toThrow(
    "graphSpace: noise must be drawn when the formula runs, got numbers. Pass noise: graphNoise(key).",
  );
});
