import { DataError } from "@nami/errors";
import { key, type Tensor, type Tree, tensor, treeLeaves } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { treeOfNames } from "./checkpoint/tree-of-names.js";
import { namedLeaves } from "./named-leaves.js";
import { numberOfParameters } from "./number-of-parameters.js";
import { field } from "./testing/gaussian-problem.js";

const leaf = tensor(0);

describe("namedLeaves", () => {
  test("joins keys and places with dots, in the order of treeLeaves", () => {
    const params = field.init(key(0));
    const named = namedLeaves(params, "params");
    expect([...named.keys()]).toEqual([
      "params.layers.0.bias",
      "params.layers.0.weight",
      "params.layers.1.bias",
      "params.layers.1.weight",
    ]);
    expect([...named.values()]).toEqual(treeLeaves(params));
  });

  test("refuses keys whose names would not say where they belong", () => {
    for (const name of ["", "a.b"])
      expect(() => namedLeaves({ [name]: leaf })).toThrow(
        `namedLeaves: keys of a tree must be non-empty and without dots, got ${JSON.stringify(name)}. Rename it.`,
      );
  });
});

describe("treeOfNames", () => {
  test.for<Tree<Tensor>>([
    leaf,
    {},
    [leaf],
    { a: leaf, b: [{ c: leaf }, [leaf, leaf]] },
    Array.from({ length: 11 }, () => leaf),
    { "1": leaf, "2": leaf },
  ])("is the inverse of namedLeaves for tree %#", (tree) => {
    expect(treeOfNames(namedLeaves(tree))).toEqual(tree);
  });

  test.for([
    ["a", "a.b"],
    ["a.b", "a"],
    ["a..b"],
    ["a."],
    [".a"],
    ["__proto__.x"],
    ["a.constructor"],
    ["a", ""],
  ])("refuses the names %s", (names) => {
    expect(() => treeOfNames(new Map(names.map((name) => [name, leaf])))).toThrow(DataError);
  });
});

test("numberOfParameters counts numbers", () => {
  expect(numberOfParameters(field.init(key(0)))).toBe(3 * 16 + 16 + 16 * 2 + 2);
  expect(numberOfParameters({})).toBe(0);
});
