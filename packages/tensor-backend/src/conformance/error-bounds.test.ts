import { describe, expect, test } from "vitest";
import { evaluate } from "../evaluate.js";
import { add, exp, mul, sub, tanh } from "../ops/elementwise.js";
import { matmul } from "../ops/linear.js";
import { sum } from "../ops/reduction.js";
import { type Tensor, tensor } from "../tensor.js";
import { treeLeaves } from "../tree.js";
import { usualBounds } from "./bounds.js";
import { oracle } from "./candidate.js";
import { composites } from "./composites.js";
import { errorBounds } from "./error-bounds.js";

const epsilon = 2 ** -23;
const arithmetic = { bounds: usualBounds, epsilon, smallest: 0, flushes: false };

async function boundOf(x: Tensor): Promise<number[]> {
  const [bound] = errorBounds([x], arithmetic);
  return Array.from(await (await evaluate(bound!, { backend: oracle })).data());
}

describe("errorBounds", () => {
  test("is zero for inputs and for what only moves them", async () => {
    expect(await boundOf(tensor([1, 2]))).toEqual([0, 0]);
  });

  test("is one rounding of a sum, relative to its result", async () => {
    expect((await boundOf(add(tensor([3]), tensor([4]))))[0]).toBeCloseTo(7 * epsilon, 12);
  });

  test("allows for cancellation of what was rounded before, and not for that of inputs", async () => {
    const [a, b] = [tensor([3]), tensor([3])];
    expect(await boundOf(sub(a, b))).toEqual([0]);
    expect((await boundOf(sub(mul(a, a), mul(b, b))))[0]).toBeCloseTo(18 * epsilon, 12);
  });

  test("carries errors through slopes: e^(x·x)", async () => {
    const x = tensor([2]);
    const y = Math.exp(4);
    expect((await boundOf(exp(mul(x, x))))[0]! / (epsilon * y)).toBeCloseTo(4 + 4, 6);
  });

  test("of a product of matrices is n ε Σ|a||b|", async () => {
    expect((await boundOf(matmul(tensor([[5, -5]]), tensor([[1], [1]]))))[0]).toBeCloseTo(
      2 * 10 * epsilon,
      12,
    );
    expect((await boundOf(sum(tensor([1, -1, 2]))))[0]).toBeCloseTo(3 * 4 * epsilon, 12);
  });

  test("is small where tanh is flat", async () => {
    const [steep, flat] = await boundOf(tanh(mul(tensor([0.1, 8]), 1)));
    expect(steep! / epsilon).toBeLessThan(0.6);
    expect(flat! / epsilon).toBeLessThan(4.1);
  });

  test.each(composites("quick").map((one) => [one.name, one] as const))(
    "leaves digits to compare in %s: below 1e-3 of the largest value",
    async (_, { fn, inputs }) => {
      const outputs = treeLeaves(fn(inputs));
      const [values, bounds] = await evaluate([outputs, errorBounds(outputs, arithmetic)], {
        backend: oracle,
      });
      for (const [i, y] of values!.entries()) {
        const largest = Math.max(...(await y.data()).map(Math.abs));
        const widest = Math.max(...(await bounds![i]!.data()));
        expect(widest).toBeLessThan(1e-3 * largest);
      }
    },
  );
});
