import {
  compile,
  grad,
  type Key,
  key,
  normal,
  referenceBackend,
  square,
  sum,
  tensor,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { linear } from "./index.js";
import { differences, distance, valuesOf } from "./testing/reference.js";

const layer = linear({ inputs: 3, outputs: 2 });

/** Whether numbers look uniform in ±bound: range, and the first two moments within five standard errors. */
function looksUniform(values: readonly number[], bound: number): boolean {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const square = values.reduce((a, b) => a + b * b, 0) / n;
  const inside = values.every((value) => Math.abs(value) <= Math.fround(bound));
  // Var x = bound²/3, Var x² = bound⁴ (1/5 − 1/9).
  const meanError = bound / Math.sqrt(3 * n);
  const squareError = bound ** 2 * Math.sqrt(4 / 45 / n);
  return inside && Math.abs(mean) < 5 * meanError && Math.abs(square - bound ** 2 / 3) < 5 * squareError;
}

describe("linear", () => {
  test("is x W + b", async () => {
    const params = {
      weight: tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      bias: tensor([10, 20]),
    };
    expect(
      await valuesOf(
        layer.apply(
          params,
          tensor([
            [1, 0, -1],
            [2, 1, 0],
          ]),
        ),
      ),
    ).toEqual([6, 16, 15, 28]);
  });

  test.each([[[]], [[5]], [[4, 5]], [[2, 1, 3]], [[0]]])("keeps the batch axes [%s]", (batch) => {
    expect(layer.apply(layer.init(key(0)), zeros([...batch, 3])).shape).toEqual([...batch, 2]);
  });

  test("has a weight of [inputs, outputs] and a bias of [outputs]", () => {
    const { weight, bias } = layer.init(key(0));
    expect([weight.shape, bias.shape]).toEqual([[3, 2], [2]]);
  });

  test("starts uniform in ±1/√inputs, weight and bias apart", async () => {
    const wide = linear({ inputs: 200, outputs: 300 }).init(key(1));
    const tall = linear({ inputs: 4, outputs: 20_000 }).init(key(2));
    expect(looksUniform(await valuesOf(wide.weight), 1 / Math.sqrt(200))).toBe(true);
    expect(looksUniform(await valuesOf(tall.bias), 1 / 2)).toBe(true);
    expect((await valuesOf(tall.weight)).slice(0, 20_000)).not.toEqual(await valuesOf(tall.bias));
  });

  test("the check of the start rejects other ranges and other distributions of the same variance", async () => {
    const values = await valuesOf(linear({ inputs: 200, outputs: 300 }).init(key(1)).weight);
    const normals = await valuesOf(normal(key(1), [60_000]));
    const bound = 1 / Math.sqrt(200);
    expect(looksUniform(values, bound * 1.01)).toBe(false);
    expect(looksUniform(values, bound * 0.99)).toBe(false);
    expect(
      looksUniform(
        normals.map((z) => (z * bound) / Math.sqrt(3)),
        bound,
      ),
    ).toBe(false);
  });

  test("depends on the key and nothing else", async () => {
    const draw = async (seed: number): Promise<number[]> => valuesOf(layer.init(key(seed)).weight);
    expect(await draw(3)).toEqual(await draw(3));
    expect(await draw(3)).not.toEqual(await draw(4));
  });

  test("draws parameters of the dtype that is asked for: the numbers agree to rounding", async () => {
    const narrow = layer.init(key(5)).weight;
    const wide = layer.init(key(5), { dtype: "float64" }).weight;
    expect([narrow.dtype, wide.dtype]).toEqual(["float32", "float64"]);
    // The ends of the range and the values are rounded once each: 2⁻²⁵ for magnitudes below 1.
    expect(distance(await valuesOf(narrow), await valuesOf(wide))).toBeLessThan(3 * 2 ** -25);
  });

  test("starts alike inside a compiled function", async () => {
    const backend = referenceBackend();
    const start = compile((k: Key) => layer.init(k).weight, { backend });
    expect(await (await start(key(6))).data()).toEqual(await layer.init(key(6)).weight.data());
  });

  test("has the gradients of finite differences", async () => {
    const params = layer.init(key(7), { dtype: "float64" });
    const x = normal(key(8), [4, 3], { dtype: "float64" });
    const loss = (p: typeof params, at = x) => sum(square(layer.apply(p, at)));
    const { weight, bias } = grad(loss)(params);
    // Quadratic in each number: the differences are exact but for rounding, 2⁻⁵² · 100 / h.
    expect(
      distance(
        await valuesOf(weight),
        await differences((w) => loss({ ...params, weight: w }), params.weight),
      ),
    ).toBeLessThan(1e-9);
    expect(
      distance(await valuesOf(bias), await differences((b) => loss({ ...params, bias: b }), params.bias)),
    ).toBeLessThan(1e-9);
    expect(
      distance(
        await valuesOf(grad((at: typeof x) => loss(params, at))(x)),
        await differences((at) => loss(params, at), x),
      ),
    ).toBeLessThan(1e-9);
  });

  test("refuses sizes that are not positive integers, and points of another size", () => {
    expect(() => linear({ inputs: 0, outputs: 2 })).toThrow(
      "linear: inputs must be a positive integer, got 0. Pass 1 or more.",
    );
    expect(() => linear({ inputs: 2, outputs: 1.5 })).toThrow(
      "linear: outputs must be a positive integer, got 1.5. Pass 1 or more.",
    );
    expect(() => layer.apply(layer.init(key(0)), zeros([5, 2]))).toThrow(/matmul: .*\[5, 2\] and \[3, 2\]/);
  });

  test("refuses options that it does not know", () => {
    const options = { inputs: 2, outputs: 2, bias: false };
    expect(() => linear(options)).toThrow("linear: options must be among inputs, outputs, got bias.");
    const typed = { dype: "float64" } as object;
    expect(() => layer.init(key(0), typed)).toThrow("init: options must be among dtype, got dype.");
  });

  test("is frozen", () => {
    expect(Object.isFrozen(layer)).toBe(true);
  });
});
