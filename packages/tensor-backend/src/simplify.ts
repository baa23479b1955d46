import type { GraphNode, ValueType } from "./graph.js";
import type { Attributes, PrimitiveName } from "./primitives.js";
import { scalarFunctions } from "./scalar-functions.js";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "./shape.js";

/** What the simplifier sees of the graph under construction. */
export interface Builder {
  /** Shape and dtype of a value. */
  typeOf(value: number): ValueType;
  /** The node behind a value; undefined for an input. */
  nodeOf(value: number): GraphNode | undefined;
  /** The value of a primitive applied to values, simplified itself. */
  emit<P extends PrimitiveName>(primitive: P, attributes: Attributes[P], inputs: readonly number[]): number;
}

type Simplification<P extends PrimitiveName> = (
  builder: Builder,
  attributes: Attributes[P],
  inputs: readonly number[],
) => number | undefined;

/** The number that a value is full of. */
function constant(builder: Builder, value: number): number | undefined {
  const node = builder.nodeOf(value);
  return node?.primitive === "full" ? node.attributes.value : undefined;
}

function filled(builder: Builder, value: number, shape: Shape, like: number): number {
  return builder.emit("full", { value, shape, dtype: builder.typeOf(like).dtype }, []);
}

/** Whether a number has all its digits in float32: beyond, (x·a)·b may be finite where x·(a·b) is not. */
function isNormal(value: number): boolean {
  return Math.abs(value) >= 2 ** -126 && Math.abs(value) < 2 ** 127;
}

/** `x` when it already has the shape of the result of broadcasting it with `other`. */
function whenWhole(builder: Builder, x: number, other: number): number | undefined {
  const { shape } = builder.typeOf(x);
  return sameShape(broadcastShapes("simplify", shape, builder.typeOf(other).shape), shape) ? x : undefined;
}

/** Whether a value is a product with a constant, into which another factor goes. */
function isScaled(builder: Builder, value: number): boolean {
  const node = builder.nodeOf(value);
  const constants =
    node?.primitive === "mul" && node.inputs.some((input) => constant(builder, input) !== undefined);
  return constants === true && builder.typeOf(value).dtype !== "int32";
}

const comparisons: ReadonlySet<PrimitiveName> = new Set([
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
  "equal",
  "notEqual",
]);

/** Primitives that are not folded: `where` has an identity of its own, the others keep what they are given. */
const unfolded: ReadonlySet<PrimitiveName> = new Set(["identity", "stopGradient", "where"]);

/** Constants folded: a primitive whose operands are all filled with one number. */
function fold(builder: Builder, primitive: PrimitiveName, inputs: readonly number[]): number | undefined {
  const compute = scalarFunctions[primitive];
  if (!compute || unfolded.has(primitive)) return undefined;
  const values = inputs.map((input) => constant(builder, input));
  if (!values.every((value) => value !== undefined)) return undefined;
  const [a, b] = values as [number, number?];
  const [x, y = x] = inputs.map((input) => builder.typeOf(input));
  if (x!.dtype === "int32" && !comparisons.has(primitive)) return undefined;
  const dtype = comparisons.has(primitive) || primitive === "isFinite" ? "bool" : x!.dtype;
  return builder.emit(
    "full",
    { value: compute(a, b ?? a, a), shape: broadcastShapes(primitive, x!.shape, y!.shape), dtype },
    [],
  );
}

/** Identities of single primitives; each gives an equal value that costs less, or nothing. */
const identities: { readonly [P in PrimitiveName]?: Simplification<P> } = {
  identity: (_, __, [x]) => x,
  stopGradient: (_, __, [x]) => x,
  cast: (b, { dtype }, [x]) => {
    if (b.typeOf(x!).dtype === dtype) return x;
    const value = constant(b, x!);
    if (value === undefined || dtype === "int32" || dtype === "bool") return undefined;
    return b.emit("full", { value, shape: b.typeOf(x!).shape, dtype }, []);
  },
  neg: (b, _, [x]) => {
    const node = b.nodeOf(x!);
    return node?.primitive === "neg" ? node.inputs[0] : undefined;
  },
  add: (b, _, [x, y]) => {
    if (constant(b, y!) === 0) return whenWhole(b, x!, y!);
    if (constant(b, x!) === 0) return whenWhole(b, y!, x!);
    if (x === y && isScaled(b, x!)) return b.emit("mul", {}, [x!, filled(b, 2, [], x!)]);
    for (const [one, other] of [
      [x!, y!],
      [y!, x!],
    ] as const) {
      const negated = b.nodeOf(other);
      if (negated?.primitive === "neg") return b.emit("sub", {}, [one, negated.inputs[0]!]);
    }
    return undefined;
  },
  sub: (b, _, [x, y]) => {
    if (constant(b, y!) === 0) return whenWhole(b, x!, y!);
    return constant(b, x!) === 0 && whenWhole(b, y!, x!) !== undefined ? b.emit("neg", {}, [y!]) : undefined;
  },
  mul: (b, _, [x, y]) => {
    for (const [one, other] of [
      [x!, y!],
      [y!, x!],
    ] as const) {
      const factor = constant(b, one);
      if (factor === undefined || whenWhole(b, other, one) === undefined) continue;
      if (factor === 1) return other;
      if (factor === -1) return b.emit("neg", {}, [other]);
      const inner = b.nodeOf(other);
      if (inner?.primitive !== "mul" || b.typeOf(other).dtype === "int32") continue;
      const second = inner.inputs.findIndex(
        (input) => constant(b, input) !== undefined && sizeOf(b.typeOf(input).shape) === 1,
      );
      const rest = inner.inputs[1 - second];
      if (second < 0 || rest === undefined || !sameShape(b.typeOf(rest).shape, b.typeOf(other).shape))
        continue;
      const product = factor * constant(b, inner.inputs[second]!)!;
      if (isNormal(product)) return b.emit("mul", {}, [rest, filled(b, product, [], other)]);
    }
    return undefined;
  },
  div: (b, _, [x, y]) => (constant(b, y!) === 1 ? whenWhole(b, x!, y!) : undefined),
  pow: (b, _, [x, y]) => {
    if (whenWhole(b, x!, y!) === undefined) return undefined;
    switch (constant(b, y!)) {
      case 0:
        return filled(b, 1, b.typeOf(x!).shape, x!);
      case 1:
        return x;
      case 2:
        return b.emit("mul", {}, [x!, x!]);
      case 3:
        return b.emit("mul", {}, [x!, b.emit("mul", {}, [x!, x!])]);
      default:
        return undefined;
    }
  },
  logicalAnd: (b, _, [x, y]) => {
    for (const [one, other] of [
      [x!, y!],
      [y!, x!],
    ] as const) {
      const shape = broadcastShapes("simplify", b.typeOf(x!).shape, b.typeOf(y!).shape);
      if (constant(b, one) === 0) return filled(b, 0, shape, one);
      if (constant(b, one) === 1) return whenWhole(b, other, one);
    }
    return undefined;
  },
  where: (b, _, [condition, x, y]) => {
    const value = constant(b, condition!);
    if (value === undefined) return undefined;
    const inner = broadcastShapes("simplify", b.typeOf(x!).shape, b.typeOf(y!).shape);
    const shape = broadcastShapes("simplify", b.typeOf(condition!).shape, inner);
    return b.emit("broadcastTo", { shape }, [value ? x! : y!]);
  },
  sum: (b, { axes }, [x]) => {
    const { shape, dtype } = b.typeOf(x!);
    const kept = shape.filter((_, axis) => !axes.includes(axis));
    const value = constant(b, x!);
    const terms = sizeOf(axes.map((axis) => shape[axis]!));
    if (terms === 0) return filled(b, 0, kept, x!);
    if (value !== undefined && dtype !== "int32") return filled(b, value * terms, kept, x!);
    return axes.every((axis) => shape[axis] === 1) ? b.emit("reshape", { shape: kept }, [x!]) : undefined;
  },
  matmul: (b, _, [x, y]) => {
    const [left, right] = [b.typeOf(x!).shape, b.typeOf(y!).shape];
    if (left.at(-1) !== 0) return undefined;
    const lead = broadcastShapes("simplify", left.slice(0, -2), right.slice(0, -2));
    return filled(b, 0, [...lead, left.at(-2)!, right.at(-1)!], x!);
  },
  reshape: (b, { shape }, [x]) => {
    if (sameShape(b.typeOf(x!).shape, shape)) return x;
    const value = constant(b, x!);
    if (value !== undefined) return filled(b, value, shape, x!);
    const node = b.nodeOf(x!);
    return node?.primitive === "reshape" ? b.emit("reshape", { shape }, node.inputs) : undefined;
  },
  broadcastTo: (b, { shape }, [x]) => {
    if (sameShape(b.typeOf(x!).shape, shape)) return x;
    const value = constant(b, x!);
    if (value !== undefined) return filled(b, value, shape, x!);
    const node = b.nodeOf(x!);
    return node?.primitive === "broadcastTo" ? b.emit("broadcastTo", { shape }, node.inputs) : undefined;
  },
  transpose: (b, { permutation }, [x]) => {
    if (permutation.every((axis, i) => axis === i)) return x;
    const value = constant(b, x!);
    if (value !== undefined)
      return filled(
        b,
        value,
        permutation.map((axis) => b.typeOf(x!).shape[axis]!),
        x!,
      );
    const node = b.nodeOf(x!);
    if (node?.primitive !== "transpose") return undefined;
    return b.emit(
      "transpose",
      { permutation: permutation.map((axis) => node.attributes.permutation[axis]!) },
      node.inputs,
    );
  },
};

const broadcasting: ReadonlySet<PrimitiveName> = new Set([
  ...comparisons, "add", "sub", "mul", "div", "pow", "maximum", "minimum", "logicalAnd", "logicalOr", "where",
] as const); // biome-ignore format: a list

/** Operands as small as broadcasting allows: what a broadcastTo or a filled tensor would repeat is left to the kernel. */
export function shrinkOperands(
  builder: Builder,
  primitive: PrimitiveName,
  inputs: readonly number[],
): readonly number[] {
  if (!broadcasting.has(primitive)) return inputs;
  const shapes = inputs.map((input) => builder.typeOf(input).shape);
  const join = (list: readonly Shape[]): number[] =>
    list.reduce<number[]>((a, b) => broadcastShapes(primitive, a, b), []);
  const result = join(shapes);
  return inputs.map((input, i) => {
    const node = builder.nodeOf(input);
    if (node?.primitive !== "broadcastTo" && node?.primitive !== "full") return input;
    const smaller = node.primitive === "full" ? [] : builder.typeOf(node.inputs[0]!).shape;
    if (sameShape(smaller, shapes[i]!) || !sameShape(join(shapes.with(i, smaller)), result)) return input;
    shapes[i] = smaller;
    return node.primitive === "full" ? filled(builder, node.attributes.value, [], input) : node.inputs[0]!;
  });
}

/** An equal value that costs less, or undefined when the primitive must be applied as it is. */
export function simplify<P extends PrimitiveName>(
  builder: Builder,
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly number[],
): number | undefined {
  const identity = identities[primitive] as Simplification<P> | undefined;
  return fold(builder, primitive, inputs) ?? identity?.(builder, attributes, inputs);
}
