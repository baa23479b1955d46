import { describe, expect, test } from "vitest";
import { silu } from "../ops/activation.js";
import { conv2d, meanPool2d, upsample2d } from "../ops/convolution.js";
import { arange, full } from "../ops/create.js";
import * as op from "../ops/elementwise.js";
import { gather, scatterAdd } from "../ops/indexing.js";
import { matmul } from "../ops/linear.js";
import { cumsum, max, mean, softmax, sum } from "../ops/reduction.js";
import { broadcastTo, concat, pad, reshape, reverse, slice, transpose } from "../ops/shaping.js";
import type { PrimitiveName } from "../primitives.js";
import type { Tensor } from "../tensor.js";
import { expectEqualParts, type Formula, graphOf, rows, values, w, x, y } from "../testing/split-formulas.js";
import { grad, valueAndGrad } from "../transforms.js";
import { splitRows } from "./split-rows.js";

const images = values([rows, 4, 4, 2], 4);
const filter = values([3, 3, 2, 3], 5);
const number = (z: Tensor): Tensor => op.cast(z, "float64");
const places = (z: Tensor): Tensor => op.cast(op.floor(op.mul(op.abs(z), 4)), "int32");
const unary = (f: (z: Tensor) => Tensor): [Formula, ...Tensor[]] => [f as Formula, x];
const binary = (f: (a: Tensor, b: Tensor) => Tensor): [Formula, ...Tensor[]] => [
  (a, b) => number(f(a!, b!)),
  x,
  y,
];

/** For every primitive, a formula in which it meets rows. */
const formulas: Record<PrimitiveName, [Formula, ...Tensor[]]> = {
  full: [(a) => concat([a!, full([rows, 2], 3, "float64")], 1), x],
  iota: [(a) => op.mul(a!, arange(0, 4, 1, "float64")), x],
  identity: unary((a) => a),
  stopGradient: unary((a) => op.mul(op.stopGradient(a), a)),
  cast: unary((a) => number(op.cast(a, "int32"))),
  neg: unary(op.neg),
  abs: unary(op.abs),
  sign: unary(op.sign),
  floor: unary(op.floor),
  sqrt: unary((a) => op.sqrt(op.abs(a))),
  rsqrt: unary((a) => op.rsqrt(op.abs(a))),
  exp: unary(op.exp),
  expm1: unary(op.expm1),
  log: unary((a) => op.log(op.abs(a))),
  log1p: unary((a) => op.log1p(op.abs(a))),
  sin: unary(op.sin),
  cos: unary(op.cos),
  tanh: unary(op.tanh),
  sigmoid: unary(op.sigmoid),
  softplus: unary(op.softplus),
  erf: unary(op.erf),
  add: binary(op.add),
  sub: binary(op.sub),
  mul: binary((a, b) => op.mul(a, sum(b, { axis: 1, keepDims: true }))),
  div: binary((a, b) => op.div(a, op.add(b, 3))),
  pow: binary((a, b) => op.pow(op.abs(a), b)),
  maximum: binary(op.maximum),
  minimum: binary(op.minimum),
  greater: binary(op.greater),
  greaterEqual: binary(op.greaterEqual),
  less: binary(op.less),
  lessEqual: binary(op.lessEqual),
  equal: binary((a, b) => op.equal(op.floor(a), op.floor(b))),
  notEqual: binary((a, b) => op.notEqual(op.floor(a), op.floor(b))),
  logicalAnd: binary((a, b) => op.logicalAnd(op.less(a, 0), op.less(b, 0))),
  logicalOr: binary((a, b) => op.logicalOr(op.less(a, 0), op.less(b, 0))),
  logicalNot: unary((a) => number(op.logicalNot(op.less(a, 0)))),
  isFinite: unary((a) => number(op.isFinite(op.div(1, op.floor(a))))),
  where: binary((a, b) => op.where(op.less(a, 0), b, a)),
  matmul: [(a, b) => matmul(a!, b!), x, w],
  sum: unary((a) => sum(a, { axis: 1 })),
  max: unary((a) => max(a, { axis: 1 })),
  cumsum: unary((a) => cumsum(a, { axis: 1 })),
  reshape: unary((a) => reshape(a, [rows, 2, 2])),
  transpose: unary((a) => transpose(a, [1, 0])),
  broadcastTo: unary((a) => broadcastTo(reshape(a, [rows, 1, 4]), [rows, 3, 4])),
  reverse: unary((a) => reverse(a, [1])),
  concat: [(a, b) => concat([a!, b!, broadcastTo(sum(b!, { axis: 1, keepDims: true }), [rows, 2])], 1), x, y],
  slice: unary((a) => slice(a, [0, 1], [rows, 2])),
  pad: unary((a) =>
    pad(a, [
      [0, 0],
      [1, 2],
    ]),
  ),
  gather: [(a, b) => gather(b!, places(reshape(slice(a!, [0, 0], [rows, 1]), [rows]))), x, w],
  scatterAdd: [(a) => scatterAdd(a!, places(reshape(slice(a!, [0, 0], [rows, 1]), [rows])), { size: 4 }), x],
  conv2d: [(a, f) => conv2d(a!, f!, { padding: "same" }), images, filter],
  conv2dInputGradient: [
    (a, f) => grad((z: Tensor) => sum(op.sin(conv2d(z, f!, { padding: "same" }))))(a!),
    images,
    filter,
  ],
  conv2dFilterGradient: [
    (a, f) => grad((z: Tensor) => sum(op.sin(conv2d(a!, z, { padding: "same" }))))(f!),
    images,
    filter,
  ],
  meanPool2d: [(a) => meanPool2d(a!, [2, 2]), images],
  upsample2d: [(a) => upsample2d(a!, [2, 2]), images],
};

describe("splitRows", () => {
  test.each(Object.entries(formulas))("computes %s in parts as in one", async (_, [formula, ...args]) => {
    for (const [parts, tiles] of [[2, 1], [3, 1], [2, 3], [3, 2]] as const) // biome-ignore format: pairs
      await expectEqualParts((...all) => sum(op.square(formula(...all) as Tensor)), args, parts, tiles);
  });

  test("divides a training step: parts hold its products, the rest what is done with sums of gradients", async () => {
    const loss = (p: Tensor[], data: Tensor, t: Tensor): Tensor => {
      const input = concat([data, reshape(t, [rows, 1])], 1);
      const hidden = silu(op.add(matmul(input, p[0]!), p[1]!));
      return mean(op.square(op.sub(matmul(hidden, p[2]!), data)));
    };
    const step = (a: Tensor, b: Tensor, c: Tensor, data: Tensor, t: Tensor): unknown => {
      const params = [a, b, c];
      const [value, gradients] = valueAndGrad((p: Tensor[]) => loss(p, data, t))(params);
      const joined = concat(
        gradients.map((g) => reshape(g, [g.size])),
        0,
      );
      const norm = op.sqrt(sum(op.square(joined)));
      return [value, ...params.map((p, i) => op.sub(p, op.div(gradients[i]!, norm)))];
    };
    const args = [values([5, 6], 6), values([6], 7), values([6, 4], 8), x, values([rows], 9)];
    const { part, rest, partInputs } = await expectEqualParts(step as Formula, args, 3);
    expect(partInputs.map(({ rows: cut }) => cut)).toEqual([true, true, false, false, false]);
    expect(rest.nodes.some(({ primitive }) => primitive === "matmul")).toBe(false);
    expect(part.nodes.filter(({ primitive }) => primitive === "matmul").length).toBe(5);
  });

  test("hands over what only moves sums as one addend", async () => {
    const formula: Formula = (a, b, data) => {
      const gradients = grad(([p, q]: Tensor[]) => sum(op.sin(op.add(matmul(data!, p!), q!))))([a!, b!]);
      return op.square(
        concat(
          gradients.map((g) => reshape(g, [g.size])),
          0,
        ),
      );
    };
    const { part } = await expectEqualParts(formula, [w, values([5], 3), x], 2);
    expect(part.outputs).toHaveLength(1);
  });

  const refused: Record<string, [Formula, ...Tensor[]]> = {
    "rows that are an output": [(a) => op.sin(a!), x],
    "rows and their mean in one formula": [(a) => sum(op.square(op.sub(a!, mean(a!, { axis: 0 })))), x],
    "a largest row": [(a) => max(a!, { axis: 0 }), x],
    "a softmax over rows": [(a) => sum(op.square(softmax(a!, { axis: 0 }))), x],
    "sums along rows": [(a) => sum(op.square(cumsum(a!, { axis: 0 }))), x],
    "rows in another order": [(a) => sum(op.mul(a!, reverse(a!, [0]))), x],
    "rows beside rows": [(a, b) => sum(op.square(concat([a!, b!], 0))), x, y],
    "fewer rows": [(a) => sum(slice(a!, [1, 0], [rows - 1, 4])), x],
    "rows of different numbers": [
      (a) => sum(op.mul(reshape(slice(a!, [0, 0], [rows, 1]), [rows]), arange(0, rows, 1, "float64"))),
      x,
    ],
    "products of rows with rows": [(a, b) => sum(op.square(matmul(a!, transpose(b!, [1, 0])))), x, y],
  };
  test("adds up what several products give before it is handed over", async () => {
    const formula: Formula = (a, b) => {
      const [left, right] = [transpose(a!, [1, 0]), op.sin(b!)];
      return op.exp(op.add(matmul(left, right), op.add(matmul(left, b!), sum(right, { axis: 0 }))));
    };
    const { part } = await expectEqualParts(formula, [x, y], 3);
    expect(part.outputs).toHaveLength(1);
  });

  test.each(Object.entries(refused))("refuses %s", (_, [formula, ...args]) => {
    expect(splitRows(graphOf(formula, args).graph, 2)).toBeUndefined();
  });

  test("refuses rows that do not divide, or are too few", () => {
    const { graph } = graphOf((a) => sum(op.square(a!)), [x]);
    expect(splitRows(graph, 5)).toBeUndefined();
    expect(splitRows(graph, 12)).toBeUndefined();
    expect(splitRows(graph, 6)).toBeDefined();
    expect(splitRows(graph, 3, 2)).toBeDefined();
    expect(splitRows(graph, 2, 4)).toBeUndefined();
    expect(splitRows(graph, 3, 4)).toBeUndefined();
  });
});
