import { ShapeError } from "@nami/errors";
import { convolutionRules } from "./convolution-shapes.js";
import { type DType, isFloat } from "./dtype.js";
import type { ValueType } from "./graph.js";
import type { Attributes, PrimitiveName } from "./primitives.js";
import { broadcastShapes, checkShape, type Shape, sameShape, showShape, sizeOf } from "./shape.js";

/** Shape and dtype of a primitive's result, or a ShapeError. */
export type ShapeRule<P extends PrimitiveName> = (
  attributes: Attributes[P],
  inputs: readonly ValueType[],
) => ValueType;

function unary(name: string): (attributes: unknown, inputs: readonly ValueType[]) => ValueType {
  return (_, [x]) => {
    if (!isFloat(x!.dtype))
      throw new ShapeError(
        `${name}: the dtype must be float32 or float64, got ${x!.dtype}. Use cast(x, "float32").`,
      );
    return { shape: x!.shape, dtype: x!.dtype };
  };
}

/** Also defined on int32. */
function signed(name: string): (attributes: unknown, inputs: readonly ValueType[]) => ValueType {
  return (_, [x]) => {
    if (x!.dtype === "bool")
      throw new ShapeError(`${name}: the dtype must be a number type, got bool. Use cast(x, "float32").`);
    return { shape: x!.shape, dtype: x!.dtype };
  };
}

function checkSameDType(name: string, a: ValueType, b: ValueType): void {
  if (a.dtype !== b.dtype)
    throw new ShapeError(
      `${name}: dtypes must agree, got ${a.dtype} and ${b.dtype}. Use cast on one of them.`,
    );
}

function binary(name: string): (attributes: unknown, inputs: readonly ValueType[]) => ValueType {
  return (_, [a, b]) => {
    checkSameDType(name, a!, b!);
    if (a!.dtype === "bool")
      throw new ShapeError(`${name}: arithmetic needs numbers, got bool. Use cast(x, "float32") or where.`);
    return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: a!.dtype };
  };
}

function comparison(name: string): (attributes: unknown, inputs: readonly ValueType[]) => ValueType {
  return (_, [a, b]) => {
    checkSameDType(name, a!, b!);
    return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: "bool" };
  };
}

function logical(name: string): (attributes: unknown, inputs: readonly ValueType[]) => ValueType {
  return (_, inputs) => {
    for (const { dtype } of inputs)
      if (dtype !== "bool")
        throw new ShapeError(
          `${name}: operands must be bool, got ${dtype}. Compare first, e.g. notEqual(x, 0).`,
        );
    return { shape: broadcastShapes(name, inputs[0]!.shape, (inputs[1] ?? inputs[0])!.shape), dtype: "bool" };
  };
}

function reduction(
  name: string,
): (attributes: { readonly axes: readonly number[] }, inputs: readonly ValueType[]) => ValueType {
  return ({ axes }, [x]) => {
    if (x!.dtype === "bool")
      throw new ShapeError(`${name}: the dtype must be a number type, got bool. Use cast(x, "int32").`);
    return { shape: x!.shape.filter((_, axis) => !axes.includes(axis)), dtype: x!.dtype };
  };
}

function checkIndices(name: string, indices: ValueType): void {
  if (indices.dtype !== "int32" || indices.shape.length !== 1)
    throw new ShapeError(
      `${name}: indices must be an int32 vector, got ${indices.dtype}${showShape(indices.shape)}. Use cast(i, "int32") and reshape(i, [-1]).`,
    );
}

function replaced(shape: Shape, axis: number, size: number): number[] {
  return shape.map((old, i) => (i === axis ? size : old));
}

function same(_: unknown, [x]: readonly ValueType[]): ValueType {
  return { shape: x!.shape, dtype: x!.dtype };
}

/** The shape rule of every primitive. */
export const shapeRules: { readonly [P in PrimitiveName]: ShapeRule<P> } = {
  full: ({ shape, dtype }) => ({ shape, dtype }),
  iota: ({ size, dtype }) => ({ shape: [size], dtype }),
  identity: same,
  stopGradient: same,
  cast: ({ dtype }, [x]) => ({ shape: x!.shape, dtype }),
  neg: signed("neg"),
  abs: signed("abs"),
  sign: signed("sign"),
  floor: unary("floor"),
  sqrt: unary("sqrt"),
  rsqrt: unary("rsqrt"),
  exp: unary("exp"),
  expm1: unary("expm1"),
  log: unary("log"),
  log1p: unary("log1p"),
  sin: unary("sin"),
  cos: unary("cos"),
  tanh: unary("tanh"),
  sigmoid: unary("sigmoid"),
  softplus: unary("softplus"),
  erf: unary("erf"),
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div"),
  pow: binary("pow"),
  maximum: binary("maximum"),
  minimum: binary("minimum"),
  greater: comparison("greater"),
  greaterEqual: comparison("greaterEqual"),
  less: comparison("less"),
  lessEqual: comparison("lessEqual"),
  equal: comparison("equal"),
  notEqual: comparison("notEqual"),
  logicalAnd: logical("logicalAnd"),
  logicalOr: logical("logicalOr"),
  logicalNot: logical("logicalNot"),
  isFinite: (attributes, inputs) => ({ ...unary("isFinite")(attributes, inputs), dtype: "bool" }),
  where: (_, [condition, a, b]) => {
    if (condition!.dtype !== "bool")
      throw new ShapeError(
        `where: the condition must be bool, got ${condition!.dtype}. Compare first, e.g. greater(x, 0).`,
      );
    checkSameDType("where", a!, b!);
    const shape = broadcastShapes("where", condition!.shape, broadcastShapes("where", a!.shape, b!.shape));
    return { shape, dtype: a!.dtype };
  },
  matmul: (_, [a, b]) => {
    checkSameDType("matmul", a!, b!);
    checkFloat("matmul", a!.dtype);
    const [m, n] = a!.shape.slice(-2);
    const [rows, p] = b!.shape.slice(-2);
    if (a!.shape.length < 2 || b!.shape.length < 2 || n !== rows)
      throw new ShapeError(
        `matmul: inner sizes must agree, got ${showShape(a!.shape)} and ${showShape(b!.shape)}. The last axis of the first must equal the second-last of the second.`,
      );
    return {
      shape: [...broadcastShapes("matmul", a!.shape.slice(0, -2), b!.shape.slice(0, -2)), m!, p!],
      dtype: a!.dtype,
    };
  },
  sum: reduction("sum"),
  max: reduction("max"),
  cumsum: (attributes, inputs) => signed("cumsum")(attributes, inputs),
  reshape: ({ shape }, [x]) => {
    if (sizeOf(shape) !== sizeOf(x!.shape))
      throw new ShapeError(
        `reshape: the number of elements must stay ${sizeOf(x!.shape)}, got ${showShape(shape)} for ${showShape(x!.shape)}. Use -1 for one axis to have it computed.`,
      );
    return { shape, dtype: x!.dtype };
  },
  transpose: ({ permutation }, [x]) => ({
    shape: permutation.map((axis) => x!.shape[axis]!),
    dtype: x!.dtype,
  }),
  broadcastTo: ({ shape }, [x]) => {
    if (!sameShape(broadcastShapes("broadcastTo", x!.shape, shape), shape))
      throw new ShapeError(
        `broadcastTo: the target must not be smaller, got ${showShape(shape)} for ${showShape(x!.shape)}. Use sum or slice to shrink.`,
      );
    return { shape, dtype: x!.dtype };
  },
  reverse: same,
  concat: ({ axis }, inputs) => {
    const [first] = inputs;
    for (const other of inputs) {
      checkSameDType("concat", first!, other);
      if (!sameShape(replaced(other.shape, axis, 0), replaced(first!.shape, axis, 0)))
        throw new ShapeError(
          `concat: shapes must agree but for axis ${axis}, got ${showShape(first!.shape)} and ${showShape(other.shape)}. Broadcast or reshape them first.`,
        );
    }
    const total = inputs.reduce((size, { shape }) => size + shape[axis]!, 0);
    return { shape: replaced(first!.shape, axis, total), dtype: first!.dtype };
  },
  slice: ({ start, size }, [x]) => {
    x!.shape.forEach((length, axis) => {
      const whole = Number.isInteger(start[axis]!) && Number.isInteger(size[axis]!);
      if (!whole || start[axis]! < 0 || size[axis]! < 0 || start[axis]! + size[axis]! > length)
        throw new ShapeError(
          `slice: the slice must lie within the tensor, got start ${showShape(start)} and size ${showShape(size)} of ${showShape(x!.shape)}. Check axis ${axis}.`,
        );
    });
    return { shape: size, dtype: x!.dtype };
  },
  pad: ({ before, after }, [x]) => ({
    shape: x!.shape.map((size, axis) => before[axis]! + size + after[axis]!),
    dtype: x!.dtype,
  }),
  gather: ({ axis }, [x, indices]) => {
    checkIndices("gather", indices!);
    return { shape: replaced(x!.shape, axis, indices!.shape[0]!), dtype: x!.dtype };
  },
  scatterAdd: ({ axis, size }, [updates, indices]) => {
    checkIndices("scatterAdd", indices!);
    checkShape("scatterAdd", [size]);
    if (updates!.shape[axis] !== indices!.shape[0])
      throw new ShapeError(
        `scatterAdd: there must be one index for each slice, got ${indices!.shape[0]} indices for ${showShape(updates!.shape)} along axis ${axis}. Pass indices of length ${updates!.shape[axis]}.`,
      );
    return { shape: replaced(updates!.shape, axis, size), dtype: updates!.dtype };
  },
  ...convolutionRules,
};

function checkFloat(name: string, dtype: DType): void {
  if (!isFloat(dtype))
    throw new ShapeError(
      `${name}: the dtype must be float32 or float64, got ${dtype}. Use cast(x, "float32").`,
    );
}
