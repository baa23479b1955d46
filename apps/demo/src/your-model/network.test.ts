import { DataError } from "@nami/errors";
import { velocityField } from "@nami/models";
import { key } from "@nami/tensor-backend";
import { namedLeaves, type StoredTensor } from "@nami/training";
import { describe, expect, test } from "vitest";
import { networkOf } from "./network.js";

const f32 = (shape: readonly number[], fill = 0.5): StoredTensor => ({
  dtype: "float32",
  shape,
  values: new Float32Array(shape.reduce((size, length) => size * length, 1)).fill(fill),
});
const small = (): Map<string, StoredTensor> =>
  new Map([
    ["layers.0.weight", f32([3, 5])],
    ["layers.0.bias", f32([5])],
    ["layers.1.weight", f32([5, 2])],
    ["layers.1.bias", f32([2])],
  ]);
const without = (...changes: readonly (readonly [string, StoredTensor | undefined])[]) => {
  const tensors = small();
  for (const [name, tensor] of changes)
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  return tensors;
};

describe("the network of a file", () => {
  test("is found from the shapes of its weights, the averaged ones of a checkpoint", async () => {
    const params = velocityField({ dim: 2, hidden: 7, layers: 2 }).init(key(1));
    const named = new Map<string, StoredTensor>();
    for (const part of ["params", "optimizer", "ema"])
      for (const [name, { shape }] of namedLeaves(params, part))
        named.set(name, f32(shape, part === "ema" ? 1 : 2));
    const { dim, hidden, layers, weights, params: found } = networkOf(named);
    expect([dim, hidden, layers, weights]).toEqual([2, 7, 2, 3 * 7 + 7 + 7 * 7 + 7 + 7 * 2 + 2]);
    expect((await found.layers[0]!.weight.data()).every((value) => value === 1)).toBe(true);
  });

  test("may lie as PyTorch has it, in layers numbered with gaps and in any order", async () => {
    const values = Float32Array.from({ length: 15 }, (_, i) => i);
    const { hidden, params } = networkOf(
      new Map<string, StoredTensor>([
        ["net.2.bias", f32([2])],
        ["net.2.weight", f32([2, 5])],
        ["net.0.bias", f32([5])],
        ["net.0.weight", { dtype: "float32", shape: [5, 3], values }],
      ]),
    );
    expect(hidden).toBe(5);
    expect(params.layers[0]!.weight.shape).toEqual([3, 5]);
    expect([...(await params.layers[0]!.weight.data())].slice(0, 5)).toEqual([0, 3, 6, 9, 12]);
  });

  test("may be told kinds after a point and its time, whichever way its weights lie", () => {
    expect(networkOf(small()).classes).toBe(0);
    for (const [first, second, classes] of [
      [[4, 5], [5, 2], 1],
      [[11, 5], [5, 2], 8],
      [[5, 11], [2, 5], 8],
    ] as const) {
      const found = networkOf(without(["layers.0.weight", f32(first)], ["layers.1.weight", f32(second)]));
      expect(found.classes).toBe(classes);
      expect(found.params.layers[0]!.weight.shape).toEqual([3 + classes, 5]);
    }
  });

  test("may lie as PyTorch has it where its first map is square", () => {
    const { classes, params } = networkOf(
      without(["layers.0.weight", f32([5, 5])], ["layers.1.weight", f32([2, 5])]),
    );
    expect(classes).toBe(2);
    expect(params.layers[1]!.weight.shape).toEqual([5, 2]);
  });

  test.each<[string, ReadonlyMap<string, StoredTensor>, string]>([
    [
      "nothing",
      new Map(),
      "must hold 2 to 33 affine maps, the last one to 1 to 512 coordinates, got 0 and 0",
    ],
    ["another tensor", without(["scale", f32([1])]), 'numbered layers, got "scale" of float32'],
    [
      "whole numbers",
      without(["layers.1.bias", { dtype: "int32", shape: [2], values: new Int32Array(2) }]),
      'got "layers.1.bias" of int32',
    ],
    ["no last bias", without(["layers.1.bias", undefined]), "must hold 2 to 33 affine maps"],
    ["no weight", without(["layers.0.weight", undefined]), "got none and [5]"],
    ["a weight that does not fit", without(["layers.1.weight", f32([4, 2])]), "got [4, 2] and [2]"],
    [
      "a condition of many numbers",
      without(["layers.0.weight", f32([5, 3 + 513])]),
      "may be told at most 512 kinds, got 513 numbers after a point and its time",
    ],
    [
      "too few inputs",
      without(["layers.0.weight", f32([2, 5])]),
      "map 1 must have a weight of [3, 5] and a bias of [5], got [2, 5]",
    ],
    [
      "a first weight that fits nothing",
      without(["layers.0.weight", f32([4, 6])]),
      "map 1 must have a weight of [3, 5]",
    ],
    ["one map", without(["layers.0.weight", undefined], ["layers.0.bias", undefined]), "got 1 and 2"],
    ["NaN", without(["layers.0.bias", f32([5], Number.NaN)]), "must be finite, got NaN in the bias of map 1"],
    ["infinity", without(["layers.1.weight", f32([5, 2], 1 / 0)]), "got Infinity in the weight of map 2"],
    ["a scalar bias", without(["layers.1.bias", f32([])]), "must hold 2 to 33 affine maps"],
  ])("refuses %s", (_, tensors, message) => {
    expect(() => networkOf(tensors)).toThrow(DataError);
    expect(() => networkOf(tensors)).toThrow(message);
  });
});
