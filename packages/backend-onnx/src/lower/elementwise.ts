import {
  type BinaryName,
  type ComparisonName,
  type DType,
  sizeOf,
  type UnaryName,
  type ValueType,
} from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { arithmetic, cast } from "./blocks.js";
import { erf64, expm1, integerPower, integerQuotient, log1p, softplus } from "./functions.js";
import type { Lowering, Lowerings } from "./rule.js";
import { manyRows, narrow } from "./sizes.js";

/** One operator that does just what the primitive says. */
function direct(operator: string): Lowering<UnaryName | BinaryName> {
  return (emit, inputs) => emit.op(operator, inputs);
}

const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";

/** Functions of one element. */
export const unaryLowerings: Lowerings<UnaryName> = {
  neg: direct("Neg"),
  abs: direct("Abs"),
  // Of NaN the runtime's sign is 0.
  sign: (emit, [x], { dtype }) => {
    const signs = emit.op("Sign", [x!]);
    return isFloat(dtype) ? emit.op("Where", [emit.op("IsNaN", [x!]), x!, signs]) : signs;
  },
  floor: direct("Floor"),
  sqrt: direct("Sqrt"),
  rsqrt: (emit, [x], { dtype }) => {
    const m = arithmetic(emit, dtype);
    return m.div(m.number(1), m.call("Sqrt", x!));
  },
  exp: direct("Exp"),
  expm1: (emit, [x], { dtype }) => expm1(emit, x!, dtype),
  log: direct("Log"),
  log1p: (emit, [x], { dtype }) => log1p(emit, x!, dtype),
  sin: direct("Sin"),
  cos: direct("Cos"),
  tanh: direct("Tanh"),
  // As an operator, x·sigmoid(x) would be fused, and the runtime has no double kernel of what comes of it.
  sigmoid: (emit, [x], { dtype }) => {
    if (dtype !== "float64") return emit.op("Sigmoid", [x!]);
    const m = arithmetic(emit, dtype);
    return m.div(m.number(1), m.add(m.number(1), m.call("Exp", m.call("Neg", x!))));
  },
  softplus: (emit, [x], { dtype }) => softplus(emit, x!, dtype),
  erf: (emit, [x], { dtype }) => (dtype === "float64" ? erf64(emit, x!) : emit.op("Erf", [x!])),
};

/** The larger or the smaller, NaN when either is: the runtime's Max and Min lose NaN. */
function extreme(operator: string, comparison: string): Lowering<"maximum" | "minimum"> {
  return (emit, [a, b], { dtype }) => {
    if (!isFloat(dtype)) return emit.op(operator, [a!, b!]);
    const first = emit.op("Or", [emit.op(comparison, [a!, b!]), emit.op("IsNaN", [a!])]);
    return emit.op("Where", [first, a!, b!]);
  };
}

/**
 * One operator for arithmetic, in which a column of many rows meets a narrow matrix as one of equal columns. The runtime broadcasts a
 * column row by row: beside two columns that takes four times as long as a copy of it for each of them.
 */
function broadcast(operator: string): Lowering<BinaryName> {
  return (emit, inputs, { shape }, types) => {
    const columns = shape.at(-1) ?? 1;
    const isColumn = (type: ValueType): boolean =>
      type.shape.length === shape.length && type.shape.at(-1) === 1 && sizeOf(type.shape) >= manyRows;
    const isNarrow = columns > 1 && columns <= narrow;
    const operands = inputs.map((x, i) =>
      isNarrow && isColumn(types[i]!) ? emit.op("Concat", new Array<Name>(columns).fill(x), { axis: -1 }) : x,
    );
    return emit.op(operator, operands);
  };
}

/** Arithmetic of two numbers, broadcasting. */
export const binaryLowerings: Lowerings<BinaryName> = {
  add: broadcast("Add"),
  sub: broadcast("Sub"),
  mul: broadcast("Mul"),
  div: (emit, [a, b], node, types) =>
    node.dtype === "int32" ? integerQuotient(emit, a!, b!) : broadcast("Div")(emit, [a!, b!], node, types),
  pow: (emit, [a, b], { dtype }) =>
    dtype === "int32" ? integerPower(emit, a!, b!) : emit.op("Pow", [a!, b!]),
  maximum: extreme("Max", "GreaterOrEqual"),
  minimum: extreme("Min", "LessOrEqual"),
};

/** Comparisons exist on numbers; truth values compare as 0 and 1. */
function comparison(write: (emit: Emitter, a: Name, b: Name) => Name): Lowering<ComparisonName> {
  return (emit, [a, b], _, [type]) =>
    type!.dtype === "bool"
      ? write(emit, cast(emit, a!, "int32"), cast(emit, b!, "int32"))
      : write(emit, a!, b!);
}

const compare = (operator: string): Lowering<ComparisonName> =>
  comparison((emit, a, b) => emit.op(operator, [a, b]));

/** Comparisons, logic and choice, broadcasting. */
export const logicLowerings: Lowerings<
  ComparisonName | "logicalAnd" | "logicalOr" | "logicalNot" | "isFinite" | "where"
> = {
  greater: compare("Greater"),
  greaterEqual: compare("GreaterOrEqual"),
  less: compare("Less"),
  lessEqual: compare("LessOrEqual"),
  equal: compare("Equal"),
  notEqual: comparison((emit, a, b) => emit.op("Not", [emit.op("Equal", [a, b])])),
  logicalAnd: (emit, inputs) => emit.op("And", inputs),
  logicalOr: (emit, inputs) => emit.op("Or", inputs),
  logicalNot: (emit, inputs) => emit.op("Not", inputs),
  // |x| < ∞ is false for NaN too.
  isFinite: (emit, [x], _, [type]) => {
    const m = arithmetic(emit, type!.dtype);
    return m.less(m.call("Abs", x!), m.number(Number.POSITIVE_INFINITY));
  },
  where: (emit, [condition, a, b], { dtype }) => {
    if (dtype !== "bool") return emit.op("Where", [condition!, a!, b!]);
    const chosen = emit.op("Where", [condition!, cast(emit, a!, "int32"), cast(emit, b!, "int32")]);
    return cast(emit, chosen, "bool");
  },
};
