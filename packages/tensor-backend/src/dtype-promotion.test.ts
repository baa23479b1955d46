import { describe, expect, test } from "vitest";
import {
  add, arange, cast, compile, concat, conv2d, equal, evaluate, exp, full, greater, linspace, logicalAnd, logicalNot, matmul, maximum, mean, minimum, mul, ones, pow, referenceBackend, relu, sigmoid, sub, sum, type Tensor, tensor, where,
} from "./index.js"; // biome-ignore format: a list
import { flattenArguments } from "./trace.js";
import { traceGraph } from "./trace-graph.js";

const wide = referenceBackend({ dtype: "float64" });
const f32 = tensor([1], [1], "float32");
const f64 = tensor([1], [1], "float64");
const i32 = tensor([3], [1], "int32");
const bool = tensor([true], [1], "bool");

async function value(x: Tensor): Promise<number> {
  return (await evaluate(x, { backend: wide })).item();
}

describe("dtypes of results", () => {
  test.each<readonly [string, Tensor, string]>([
    ["float32 with float32", add(f32, f32), "float32"],
    ["float32 with float64", add(f32, f64), "float64"],
    ["float64 with float32", matmul(ones([1, 1], "float64"), ones([1, 1])), "float64"],
    ["a number with float32", mul(2, f32), "float32"],
    ["a number with float64", sub(f64, 0.1), "float64"],
    ["a number with int32", add(i32, 2), "int32"],
    ["two numbers", add(1, 2), "float32"],
    ["two numbers and float64", mul(add(1, 2), f64), "float64"],
    ["a function of a number and float64", mul(exp(1), f64), "float64"],
    ["float32 and float64 put together", concat([f32, f64]), "float64"],
    ["a comparison", greater(f64, 0), "bool"],
    ["a comparison of float32 and float64", equal(f32, f64), "bool"],
    ["where with a number", where(bool, f64, 0), "float64"],
    ["where of two numbers", where(bool, 1, 0), "float32"],
    ["relu of float64", relu(f64), "float64"],
    ["mean of float64", mean(f64), "float64"],
    ["sum of int32", sum(i32), "int32"],
    ["full", full([1], 1), "float32"],
    ["arange of int32", arange(3, undefined, 1, "int32"), "int32"],
    ["linspace of float64", linspace(0, 1, 3, "float64"), "float64"],
  ])("%s", (_, x, dtype) => {
    expect(x.dtype).toBe(dtype);
  });
});

describe("numbers keep all their digits where they meet float64", () => {
  test("as literals, and as what is computed from literals", async () => {
    expect(await value(mul(f64, 0.1))).toBe(0.1);
    expect(await value(mul(add(0.1, 0.2), f64))).toBe(0.1 + 0.2);
    expect(await value(mul(sigmoid(0.1), f64))).toBe(1 / (1 + Math.exp(-0.1)));
    expect(await value(pow(add(f64, 1), 0.1))).toBe(2 ** 0.1);
  });

  test("as arguments of a compiled function", async () => {
    const f = compile((x: Tensor, t: Tensor) => mul(x, t), { backend: wide });
    const y = await f(f64, 0.1);
    expect([y.dtype, await y.item()]).toEqual(["float64", 0.1]);
    const g = compile((t: Tensor) => mul(t, t), { backend: wide });
    expect(await (await g(0.1)).item()).toBe(0.1 * 0.1);
  });

  test("also on a backend with both floats, whatever is computed of them before", () => {
    const { graph, feeds } = traceGraph(
      (t: Tensor) => {
        const late = add(t, mul(0.1, 3));
        return [mul(f64, add(0.1, 0.2)), mul(f64, where(greater(t, 0.1), late, late)), mul(f32, late)];
      },
      flattenArguments([0.5]),
    );
    const fills = graph.nodes.flatMap((node) => (node.primitive === "full" ? [node.attributes.value] : []));
    expect(fills).toContain(0.1 + 0.2);
    expect(fills).toContain(0.1 * 3);
    expect(graph.nodes.filter(({ primitive }) => primitive === "cast")).toEqual([]);
    // The number is fed in both.
    const fed = graph.inputs.filter((_, i) => feeds[i]!.kind === "number");
    expect(fed.map(({ dtype }) => dtype).sort()).toEqual(["float32", "float64"]);
  });

  test("a long chain of numbers is followed once", () => {
    const f = (t: Tensor): Tensor => {
      let y = t;
      let total: Tensor = f64;
      for (let i = 0; i < 20_000; i++) {
        y = add(y, y);
        if (i % 5000 === 0) total = add(total, y);
      }
      return total;
    };
    expect(traceGraph(f, flattenArguments([0.5])).graph.nodes.length).toBeLessThan(21_000);
  });

  test("and do not widen float32: an argument takes the dtype of what it meets", async () => {
    const single = referenceBackend();
    const f = compile((x: Tensor, t: Tensor) => mul(relu(t), x), { backend: single });
    const y = await f(f32, 0.1);
    expect([y.dtype, await y.item()]).toEqual(["float32", Math.fround(0.1)]);
  });
});

describe("what does not mix", () => {
  const agree = (name: string, a: string, b: string): string =>
    `${name}: dtypes must agree, got ${a} and ${b}. Use cast on one of them.`;
  test.each<readonly [string, () => Tensor, string]>([
    ["int32 with float32", () => add(i32, f32), agree("add", "int32", "float32")],
    ["bool with float32", () => mul(bool, f32), agree("mul", "bool", "float32")],
    ["float64 with int32", () => concat([f64, i32]), agree("concat", "float64", "int32")],
    ["branches of two dtypes", () => where(bool, i32, f32), agree("where", "int32", "float32")],
    [
      "arithmetic of truth values",
      () => add(bool, bool),
      'add: arithmetic needs numbers, got bool. Use cast(x, "float32") or where.',
    ],
    [
      "a fraction with int32",
      () => add(i32, 0.5),
      "add: a number takes the dtype of the tensor (int32), got 0.5. Cast the tensor first.",
    ],
    [
      "a number beyond 32 bits with int32",
      () => minimum(i32, 3e9),
      "minimum: a number takes the dtype of the tensor (int32), got 3000000000. Cast the tensor first.",
    ],
    [
      "a number with bool",
      () => equal(bool, 2),
      "equal: a number takes the dtype of the tensor (bool), got 2. Cast the tensor first.",
    ],
    [
      "exp of int32",
      () => exp(i32),
      'exp: the dtype must be float32 or float64, got int32. Use cast(x, "float32").',
    ],
    [
      "a sum of truth values",
      () => sum(bool),
      'sum: the dtype must be a number type, got bool. Use cast(x, "int32").',
    ],
    [
      "logic of numbers",
      () => logicalAnd(bool, f32),
      "logicalAnd: operands must be bool, got float32. Compare first, e.g. notEqual(x, 0).",
    ],
    [
      "not of a number",
      () => logicalNot(i32),
      "logicalNot: operands must be bool, got int32. Compare first, e.g. notEqual(x, 0).",
    ],
    [
      "a condition of numbers",
      () => where(f32, f32, f32),
      "where: the condition must be bool, got float32. Compare first, e.g. greater(x, 0).",
    ],
    [
      "a product of integer matrices",
      () => matmul(cast(ones([1, 1]), "int32"), cast(ones([1, 1]), "int32")),
      'matmul: the dtype must be float32 or float64, got int32. Use cast(x, "float32").',
    ],
    [
      "a convolution of integers",
      () => conv2d(cast(ones([1, 1, 1, 1]), "int32"), cast(ones([1, 1, 1, 1]), "int32")),
      "conv2d: both dtypes must be float32 or both float64, got int32 and int32.",
    ],
    [
      "an integer constant with a fraction",
      () => full([1], 0.5, "int32"),
      "full: int32 values are integers within 32 bits, got 0.5. Round it, or pass a float dtype.",
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  test("a number argument of a compiled function with int32", async () => {
    const f = compile((x: Tensor, t: Tensor) => maximum(x, t), { backend: wide });
    await expect(f(i32, 1)).rejects.toThrow(
      "maximum: dtypes must agree, got int32 and float64. Use cast on one of them.",
    );
  });
});
