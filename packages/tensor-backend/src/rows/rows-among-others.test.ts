import { describe, expect, test } from "vitest";
import type { Graph } from "../graph.js";
import { silu } from "../ops/activation.js";
import * as op from "../ops/elementwise.js";
import { matmul } from "../ops/linear.js";
import { mean, sum } from "../ops/reduction.js";
import { broadcastTo, reshape, slice, stack, transpose } from "../ops/shaping.js";
import { fromHost, type Tensor } from "../tensor.js";
import { expectEqualParts, type Formula, graphOf, rows, values, w, x, y } from "../testing/split-formulas.js";
import { grad, jvp } from "../transforms.js";
import { splitRows } from "./split-rows.js";

describe("splitRows, where an axis holds more than the rows,", () => {
  const both = (a: Tensor, b: Tensor): Tensor => stack([a, b]);
  const among: Record<string, [Formula, ...Tensor[]]> = {
    "one tensor after the other": [
      (a, b, c) => op.sin(matmul(reshape(both(a!, b!), [2 * rows, 4]), c!)),
      x,
      y,
      w,
    ],
    "beside each other": [
      (a, c) => op.sin(matmul(reshape(a!, [2 * rows, 2]), slice(c!, [0, 0], [2, 5]))),
      x,
      w,
    ],
    "both ways": [(a, b) => op.sin(reshape(both(a!, b!), [4 * rows, 2])), x, y],
    "in an axis that comes apart again": [
      (a, b, c) => {
        const tangents = reshape(matmul(reshape(both(a!, b!), [2 * rows, 4]), c!), [2, rows, 5]);
        return op.mul(tangents, matmul(a!, c!));
      },
      x,
      y,
      w,
    ],
    "summed over in a product": [
      (a, b) => {
        const flat = reshape(both(a!, b!), [2 * rows, 4]);
        return matmul(transpose(flat, [1, 0]), op.sin(flat));
      },
      x,
      y,
    ],
    "equal ones, in a product": [
      (a, c) => {
        const ways = broadcastTo(reshape(c!, [4, 1, 5]), [4, rows, 5]);
        const turned = reshape(matmul(reshape(ways, [4 * rows, 5]), transpose(c!, [1, 0])), [4, rows, 4]);
        return op.mul(turned, a!);
      },
      x,
      w,
    ],
  };
  test.each(Object.entries(among))("divides them: %s", async (_, [formula, ...args]) => {
    for (const [parts, tiles] of [[2, 1], [3, 1], [2, 3]] as const) // biome-ignore format: pairs
      await expectEqualParts((...all) => sum(op.square(formula(...all) as Tensor)), args, parts, tiles);
  });

  const unitVectors = fromHost(
    Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)),
    [4, 1, 4],
    "float64",
  );
  test("divides the gradient of a trace along stacked directions", async () => {
    const trace = ([p, q]: Tensor[], data: Tensor): Tensor => {
      const field = (z: Tensor): Tensor => matmul(silu(matmul(z, p!)), q!);
      const directions = broadcastTo(unitVectors, [4, rows, 4]);
      const [, along] = jvp(field, data, directions, { stacked: true });
      return mean(op.square(sum(op.mul(along, directions), { axis: [0, 2] })));
    };
    const formula: Formula = (a, b, data) => grad((params: Tensor[]) => trace(params, data!))([a!, b!]);
    const { part, rest } = await expectEqualParts(formula, [w, values([5, 4], 3), x], 3);
    const products = (graph: Graph): number =>
      graph.nodes.filter((node) => node.primitive === "matmul").length;
    expect(products(part)).toBeGreaterThan(5);
    expect(products(rest)).toBe(0);
  });

  test("refuses rows in one axis in two orders", () => {
    const formula: Formula = (a, b) => {
      const flat = (z: Tensor): Tensor => reshape(z, [2 * rows, 4]);
      return sum(op.mul(flat(both(a!, b!)), flat(transpose(both(a!, b!), [1, 0, 2]))));
    };
    expect(splitRows(graphOf(formula, [x, y]).graph, 2)).toBeUndefined();
  });
});
