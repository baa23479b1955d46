import { describe, expect, expectTypeOf, test } from "vitest";
import {
  add, arange, compile, evaluate, fromHost, full, linspace, logSumExp, max, mean, min, mul, referenceBackend, slice, softmax, sum, Tensor, type Tree,tensor, toDevice, treeDispose, treeLeaves, treeMap, 
} from "./index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });
const { POSITIVE_INFINITY: infinity } = Number;

async function values(x: Tensor): Promise<number[]> {
  return Array.from(await (await evaluate(x, { backend })).data());
}

describe("tensor", () => {
  test("takes its shape from the nesting, the length or the argument", () => {
    expect(tensor(1).shape).toEqual([]);
    expect(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]).shape,
    ).toEqual([3, 2]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor(Float64Array.of(1, 2)).shape).toEqual([2]);
    expect(tensor([1, 2, 3, 4], [2, 2]).shape).toEqual([2, 2]);
  });

  test("copies what it is given, and hands out copies", async () => {
    const source = Float32Array.of(1, 2);
    const x = tensor(source);
    source[0] = 9;
    const read = await x.data();
    read[1] = 9;
    expect(Array.from(await x.data())).toEqual([1, 2]);
  });

  test("has the dtype that it is given, float32 when none", async () => {
    expect(tensor(Float64Array.of(0.1)).dtype).toBe("float32");
    expect(await tensor([0.1]).item()).toBe(Math.fround(0.1));
    expect(await tensor([2, 0], [2], "bool").data()).toEqual(Uint8Array.of(1, 0));
    expect(await tensor([true, false]).data()).toEqual(Float32Array.of(1, 0));
  });

  test("is not a number: arithmetic, comparison and text by + throw", () => {
    const x = tensor(2) as unknown as number;
    const message =
      "Tensor: a tensor is not a number, got Tensor(float32[]) in arithmetic or a comparison. Use add(x, y), greater(x, y) …, or await x.item().";
    for (const use of [
      () => x * 2,
      () => x + 1,
      () => -x,
      () => x > 1,
      () => `${x + 1}`,
      () => Math.exp(x),
      () => Number(x),
    ])
      expect(use).toThrow(message);
    expect(`${tensor([[1, 2]])}`).toBe("Tensor(float32[1, 2])");
  });

  test("item wants one element", async () => {
    expect(await tensor([[7]]).item()).toBe(7);
    await expect(tensor([1, 2]).item()).rejects.toThrow(
      "item: the tensor must have one element, got shape [2]. Use data().",
    );
  });
});

describe("made of numbers", () => {
  test("arange stops before its end", async () => {
    expect(await values(arange(3))).toEqual([0, 1, 2]);
    expect(await values(arange(1, 2, 0.25))).toEqual([1, 1.25, 1.5, 1.75]);
    expect(await values(arange(5, 0, -2))).toEqual([5, 3, 1]);
    expect(arange(5, 0).shape).toEqual([0]);
  });

  test("linspace hits both ends exactly, whatever the count", async () => {
    for (const [start, stop] of [
      [0, 1],
      [0.1, 0.3],
      [-7, 1e9],
    ] as const)
      for (const count of [2, 3, 50, 100, 999]) {
        const x = linspace(start, stop, count, "float64");
        expect([...(await values(slice(x, [0], [1]))), ...(await values(slice(x, [-1])))]).toEqual([
          start,
          stop,
        ]);
      }
    expect(await values(linspace(3, 9, 1))).toEqual([3]);
    expect(await values(linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test("full of truth values is 0 or 1", async () => {
    expect(await values(full([2], 7, "bool"))).toEqual([1, 1]);
  });
});

describe("at the edges", () => {
  test("reductions of nothing", async () => {
    const nothing = tensor([], [2, 0]);
    expect(await values(sum(nothing, { axis: 1 }))).toEqual([0, 0]);
    expect(await values(max(nothing, { axis: 1 }))).toEqual([-infinity, -infinity]);
    expect(await values(min(nothing, { axis: 1 }))).toEqual([infinity, infinity]);
    expect(await values(mean(nothing, { axis: 1 }))).toEqual([Number.NaN, Number.NaN]);
    expect(await values(logSumExp(nothing, { axis: 1 }))).toEqual([-infinity, -infinity]);
  });

  test("logSumExp and softmax neither overflow nor lose infinities", async () => {
    expect(await values(logSumExp(tensor([1000, 1000])))).toEqual([1000 + Math.log(2)]);
    expect(await values(logSumExp(tensor([-infinity, -infinity])))).toEqual([-infinity]);
    expect(await values(logSumExp(tensor([-infinity, 3])))).toEqual([3]);
    expect(await values(logSumExp(tensor([infinity, 3])))).toEqual([infinity]);
    expect(await values(logSumExp(tensor([Number.NaN, 3])))).toEqual([Number.NaN]);
    expect(await values(softmax(tensor([1000, 1000, -infinity])))).toEqual([0.5, 0.5, 0]);
  });
});

describe("trees", () => {
  const tree = { b: [tensor([1, 2]), tensor(3)], a: { c: tensor([4]) } } as const;

  test("leaves come in the order of sorted keys", async () => {
    expect(await Promise.all(treeLeaves(tree).map((x) => values(x)))).toEqual([[4], [1, 2], [3]]);
  });

  test("map keeps the structure and goes through several trees together", async () => {
    const doubled = treeMap((x, y) => add(x, mul(y, 2)), tree, tree);
    expectTypeOf(doubled).toEqualTypeOf<typeof tree>();
    expect(await values(doubled.a.c)).toEqual([12]);
    expect(() => treeMap(add, [tensor(1)], [tensor(1), tensor(2)])).toThrow(
      "treeMap: trees must have one structure, got [*] and [*,*]. Compare their keys.",
    );
  });

  test("evaluate gives values on the host, keeps the rest, and computes shared parts once", async () => {
    const one = referenceBackend();
    const x = add(tensor([1]), 1);
    const result = await evaluate(
      { x, again: x, list: [mul(x, 2)], name: "n", count: 3, host: tensor([5]) },
      { backend: one },
    );
    expect([
      await result.x.item(),
      await result.again.item(),
      await result.list[0]!.item(),
      result.name,
      result.count,
    ]).toEqual([2, 2, 4, "n", 3]);
    expect(one.numBuffers()).toBe(0);
    expectTypeOf(result.list).toEqualTypeOf<Tensor[]>();
  });

  test("toDevice and treeDispose are a pair", async () => {
    const one = referenceBackend();
    const device = await toDevice(tree, { backend: one });
    expect(one.numBuffers()).toBe(3);
    const total = compile((t: typeof tree) => add(sum(t.b[0]), t.b[1]), { backend: one });
    expect(await (await total(device)).item()).toBe(6);
    treeDispose(device);
    expect(one.numBuffers()).toBe(1);
  });

  test("a leaf that is no tensor", () => {
    const odd = [1] as unknown as Tree<Tensor>;
    expect(() => treeLeaves(odd)).toThrow(
      "treeLeaves: every leaf must be a tensor, got number. Use tensor(…).",
    );
  });

  test("types: a tree is a leaf, a list of trees or a record of trees", () => {
    expectTypeOf<typeof tree>().toExtend<Tree<Tensor>>();
    expectTypeOf<Date>().not.toExtend<Tree<Tensor>>();
    expectTypeOf(fromHost(new Float32Array(1), [1], "float32")).toEqualTypeOf<Tensor>();
    expect(new Tensor([], "float32", { kind: "disposed" }).size).toBe(1);
  });
});
