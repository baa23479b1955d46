import { key } from "@nami/random";
import { describe, expect, test } from "vitest";
import { compile } from "./compile.js";
import { numbersOnHost } from "./host-numbers.js";
import { add, cos, div, equal, exp, expm1, mul, neg, sqrt, sub, where } from "./ops/elementwise.js";
import { sum } from "./ops/reduction.js";
import { referenceBackend } from "./reference/reference-backend.js";
import { type Tensor, tensor } from "./tensor.js";
import { flattenArguments, type LoweredGraph, traceFunction } from "./trace.js";

const traced = (fn: (...args: never[]) => unknown, ...args: unknown[]): LoweredGraph =>
  traceFunction(fn, flattenArguments(args), { widen: false });
const primitives = ({ graph }: LoweredGraph): string[] => graph.nodes.map(({ primitive }) => primitive);

/** Adam's corrections, as functions of the step, on a vector. */
const corrected = (x: Tensor, step: Tensor): Tensor => {
  const gathered = (decay: number): Tensor => neg(expm1(mul(step, Math.log(decay))));
  return mul(x, div(sqrt(gathered(0.999)), gathered(0.9)));
};

describe("numbersOnHost", () => {
  test("leaves to a graph what depends on tensors, and feeds it what does not", () => {
    const before = traced(corrected, tensor([1, 2]), 3);
    const after = numbersOnHost(before);
    expect(primitives(before)).toContain("expm1");
    expect(primitives(after)).toEqual(["mul"]);
    expect(after.feeds.map(({ kind }) => kind)).toEqual(["tensor", "formula"]);
  });

  test("leaves a graph without numbers as it is", () => {
    const before = traced((x: Tensor) => add(exp(x), cos(tensor(1))), tensor([1, 2]));
    expect(numbersOnHost(before)).toEqual({ graph: before.graph, feeds: before.feeds });
  });

  test("feeds a number itself where it is used as it is", () => {
    const after = numbersOnHost(
      traced((x: Tensor, a: Tensor) => mul(sub(x, a), mul(a, 2)), tensor([1, 2]), 3),
    );
    expect(after.feeds.map(({ kind }) => kind)).toEqual(["tensor", "number", "formula"]);
  });

  test.each(["float32", "float64"] as const)(
    "computes the same in %s, at each run from the numbers of that run",
    async (dtype) => {
      const backend = referenceBackend({ dtype });
      const program = compile(corrected, { backend });
      const x = tensor([1, 2], [2], dtype);
      for (const step of [1, 2, 1000, 1e6]) {
        const one = Math.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step);
        const found = await (await program(x, step)).data();
        for (const [i, value] of [one, 2 * one].entries())
          expect(Math.abs(found[i]! / value - 1)).toBeLessThan(dtype === "float32" ? 3e-7 : 1e-12);
      }
    },
  );

  test("rounds to the dtype of the graph at every operation", async () => {
    const backend = referenceBackend({ dtype: "float32" });
    // In double precision the difference would be −2⁻³⁰ and not 0.
    const difference = compile((a: Tensor) => add(sub(add(a, 2 ** -30), 1), tensor([0])), { backend });
    expect([...(await (await difference(1)).data())]).toEqual([0]);
  });

  test("chooses by a number, and gives a number back", async () => {
    const backend = referenceBackend({ dtype: "float32" });
    const choose = compile(
      (a: Tensor) => where(equal(a, 1), mul(a, 10), sum(tensor([a.dtype === "float32" ? 5 : 0]))),
      { backend },
    );
    expect((await choose(1)).dtype).toBe("float32");
    expect([...(await (await choose(1)).data())]).toEqual([10]);
    expect([...(await (await choose(2)).data())]).toEqual([5]);
    const half = compile((a: Tensor) => ({ half: div(a, 2), whole: a }), { backend });
    const { half: h, whole } = await half(3);
    expect([[...(await h.data())], [...(await whole.data())]]).toEqual([[1.5], [3]]);
  });

  test("computes each number once a run, however often it is used", async () => {
    const root = (a: Tensor): Tensor => {
      let y = a;
      for (let i = 0; i < 200; i++) y = mul(0.5, add(y, div(a, y)));
      return y;
    };
    const program = compile((x: Tensor, a: Tensor) => mul(x, root(a)), { backend: referenceBackend() });
    for (const a of [2, 3]) expect(await (await program(tensor(1), a)).item()).toBeCloseTo(Math.sqrt(a), 6);
  });

  test("has no part in keys", () => {
    expect(() => numbersOnHost(traced((_: unknown, x: Tensor) => x, key(0), tensor([1])))).not.toThrow();
  });
});
