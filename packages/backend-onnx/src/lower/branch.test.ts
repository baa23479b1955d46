import {
  add,
  cast,
  compile,
  exp,
  flattenArguments,
  greater,
  mul,
  neg,
  slice,
  sqrt,
  square,
  sum,
  type Tensor,
  tensor,
  traceGraph,
  where,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { onnxBackend } from "../backend.js";
import type { OnnxNode } from "../model/model.js";
import { lowerGraph } from "./lower.js";

const length = 2048;
const numbers = Array.from({ length }, (_, i) => i % 5);

describe.each(["cpu", "wasm"] as const)("one choice for a whole tensor on %s", (provider) => {
  test.each(["float32", "int32", "bool"] as const)(
    "gives one side of %s, computed or as it came in",
    async (dtype) => {
      const backend = onnxBackend({ executionProviders: [provider] });
      const choose = compile(
        (x: Tensor, size: Tensor) => {
          const large = greater(size, 1);
          const asked = cast(x, dtype);
          const doubled = cast(mul(x, 2), dtype);
          return [where(large, asked, doubled), where(large, x, mul(x, 2)), asked];
        },
        { backend },
      );
      const asBool = (values: number[]): number[] =>
        dtype === "bool" ? values.map((v) => (v ? 1 : 0)) : values;
      for (const [size, factor] of [
        [2, 1],
        [0, 2],
      ] as const) {
        const [chosen, plain, asked] = await choose(tensor(numbers), size);
        const expected = numbers.map((v) => factor * v);
        expect(Array.from(await chosen!.data(), Number)).toEqual(asBool(expected));
        expect(Array.from(await plain!.data())).toEqual(expected);
        expect(Array.from(await asked!.data(), Number)).toEqual(asBool(numbers));
      }
      backend.dispose();
    },
  );

  test("takes nothing over from the side that is not chosen", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const choose = compile(
      (x: Tensor, bad: Tensor, good: Tensor) => where(greater(good, 0), x, mul(x, bad)),
      { backend },
    );
    const kept = await choose(tensor(numbers), Number.NaN, 1);
    expect(Array.from(await kept.data())).toEqual(numbers);
    const lost = await choose(tensor(numbers), Number.NaN, 0);
    expect(Array.from(await lost.data())).toEqual(numbers.map(() => Number.NaN));
    backend.dispose();
  });
});

describe("what only one side of a choice needs", () => {
  type Formula = (x: Tensor, y: Tensor, size: Tensor) => Tensor[];
  const target = { threads: 1, shaders: false, branches: true };
  const operators = (nodes: readonly OnnxNode[]): string[] => nodes.map(({ operator }) => operator);
  /** The operators of a formula, and of both sides of each choice in it. */
  const lowered = (formula: Formula): { around: string[]; choices: [yes: string[], no: string[]][] } => {
    const args = [tensor(numbers), tensor(numbers), 1];
    const { nodes } = lowerGraph(traceGraph(formula as never, flattenArguments(args)).graph, target);
    const sides = ({ attributes }: OnnxNode): [string[], string[]] => {
      const { then_branch: yes, else_branch: no } = attributes as Record<
        string,
        { graph: { nodes: readonly OnnxNode[] } }
      >;
      return [operators(yes!.graph.nodes), operators(no!.graph.nodes)];
    };
    return {
      around: operators(nodes),
      choices: nodes.filter(({ operator }) => operator === "If").map(sides),
    };
  };

  test("is computed there, for all choices with one condition, and not copied", () => {
    const { around, choices } = lowered((x, y, size) => {
      const large = greater(size, 1);
      const next = add(y, x);
      return [where(large, next, y), where(large, add(x, sqrt(next)), x)];
    });
    expect(around).toEqual(["Greater", "If"]);
    expect(choices).toEqual([[["Add", "Sqrt", "Add"], ["Identity", "Identity"]]]); // biome-ignore format: two sides
  });

  test("is not what others need: the other side, another choice, or who asks for it", () => {
    const { around, choices } = lowered((x, y, size) => {
      const [both, asked, elsewhere] = [square(x), add(x, y), neg(y)];
      const one = where(greater(size, 1), add(both, 1), mul(both, 2));
      return [
        one,
        where(greater(size, 1), asked, x),
        asked,
        where(greater(size, 2), elsewhere, x),
        elsewhere,
      ];
    });
    expect(around.filter((operator) => operator !== "Greater").sort()).toEqual([
      "Add",
      "If",
      "If",
      "Mul",
      "Neg",
    ]);
    expect(choices).toEqual([[["Add", "Identity"], ["Mul", "Identity"]], [["Identity"], ["Identity"]]]); // biome-ignore format: two choices
  });

  test("is computed there for a single number too, unless it takes few others or somebody else asks", () => {
    const { around, choices } = lowered((x, y, size) => {
      const small = greater(size, 1);
      const shared = sum(x);
      return [
        where(small, 0, sum(mul(exp(x), y))),
        where(small, shared, 0),
        shared,
        where(small, size, sum(slice(y, [0], [8]))),
        where(greater(sum(sqrt(x)), 1), shared, 0),
      ];
    });
    expect(around.sort()).toEqual([
      "Greater",
      "Greater",
      "If",
      "ReduceSum",
      "ReduceSum",
      "ReduceSum",
      "Slice",
      "Sqrt",
      "Where",
      "Where",
      "Where",
    ]);
    expect(choices).toEqual([[["Identity"], ["Exp", "Mul", "ReduceSum"]]]); // biome-ignore format: two sides
  });

  test("stays in choices of their own where one needs the outcome of another", () => {
    const { choices } = lowered((x, y, size) => {
      const large = greater(size, 1);
      const first = where(large, x, y);
      return [first, where(large, mul(first, 2), add(first, y))];
    });
    expect(choices).toEqual([[["Identity"], ["Identity"]], [["Mul"], ["Add"]]]); // biome-ignore format: two choices
  });

  test.each(["cpu", "wasm"] as const)("gives what it gave outside, on %s", async (provider) => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const formula: Formula = (x, y, size) => {
      const large = greater(size, 1);
      const next = add(mul(y, 0.5), x);
      return [
        where(large, next, y),
        where(large, add(x, sqrt(next)), square(x)),
        where(large, 3, sum(square(x))),
      ];
    };
    const choose = compile(formula, { backend });
    for (const size of [2, 0]) {
      const [first, second, third] = await choose(tensor(numbers), tensor(numbers), size as never);
      const next = numbers.map((v) => 1.5 * v);
      expect(Array.from(await first!.data())).toEqual(size > 1 ? next : numbers);
      const expected = numbers.map((v, i) => (size > 1 ? v + Math.sqrt(next[i]!) : v * v));
      const found = await second!.data();
      for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-6);
      const squares = numbers.reduce((total, v) => total + v * v, 0);
      expect(await third!.item()).toBe(size > 1 ? 3 : squares);
    }
    backend.dispose();
  });
});
