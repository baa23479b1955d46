import { dopri5, rk4, solve } from "@nami/solvers";
import { graphSpace, mul, neg, type Tensor, tensor, tensorSpace, treeDispose } from "@nami/tensor-backend";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { backend, valuesOf } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const options = { t0: 0, t1: 1, method: rk4({ steps: 20 }) };

describe("solve over tensors, without a type argument", () => {
  test("knows a tree from its start", async () => {
    const space = tensorSpace<{ x: Tensor; l: Tensor }>(backend);
    const y0 = { x: tensor([1]), l: tensor([2]) };
    const f = ({ x, l }: typeof y0): typeof y0 => ({ x: neg(x), l: mul(l, -2) });
    const said = await solve(f, y0, { ...options, space });
    const { y } = await solve(({ x, l }) => ({ x: neg(x), l: mul(l, -2) }), y0, {
      ...options,
      method: dopri5({ rtol: 1e-8, atol: 1e-8 }),
      space: tensorSpace(backend),
    });
    expectTypeOf(y).toEqualTypeOf<{ x: Tensor; l: Tensor }>();
    expectTypeOf(said.y).toEqualTypeOf<{ x: Tensor; l: Tensor }>();
    for (const found of [y, said.y]) {
      expect((await valuesOf(found.x))[0]).toBeCloseTo(Math.exp(-1), 6);
      expect((await valuesOf(found.l))[0]).toBeCloseTo(2 * Math.exp(-2), 6);
      treeDispose(found);
    }
  });

  test("knows a single tensor, and that a graph space answers at once", async () => {
    const made = await solve((v) => neg(v), tensor([1]), { ...options, space: tensorSpace(backend) });
    expectTypeOf(made.y).toEqualTypeOf<Tensor>();
    const graph = solve(({ x }) => ({ x: neg(x) }), { x: tensor([1]) }, { ...options, space: graphSpace() });
    expectTypeOf(graph.y).toEqualTypeOf<{ x: Tensor }>();
    expect((await valuesOf(graph.y.x))[0]).toBeCloseTo((await valuesOf(made.y))[0]!, 6);
    made.y.dispose();
  });
});
