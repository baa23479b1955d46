import { type BinaryName, type PrimitiveName, sameShape, type UnaryName } from "@nami/tensor-backend";
import {
  cos,
  erf,
  expm1,
  log,
  log1p,
  type ShaderAlgebra,
  sin,
  softplus,
  tanh,
} from "@nami/tensor-backend/shaders";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { expand, sumOver } from "./blocks.js";
import { lowerings } from "./lowerings.js";
import type { Lowering, Lowerings } from "./rule.js";

/** b where a is not NaN, else a. */
function keepingNaN(emit: Emitter, a: Name, b: Name): Name {
  return emit.op("Where", [emit.op("IsNaN", [a]), a, b]);
}

/** Formulas for shaders, written to an emitter. */
function algebra(emit: Emitter): ShaderAlgebra<Name> {
  const lift = (x: Name | number): Name => (typeof x === "number" ? emit.constant("float32", [x]) : x);
  const pair =
    (operator: string) =>
    (a: Name | number, b: Name | number): Name =>
      emit.op(operator, [lift(a), lift(b)]);
  const one =
    (operator: string) =>
    (x: Name): Name =>
      emit.op(operator, [x]);
  const less = pair("Less");
  const select: ShaderAlgebra<Name>["select"] = (condition, a, b) =>
    emit.op("Where", [condition, lift(a), lift(b)]);
  return {
    add: pair("Add"),
    sub: pair("Sub"),
    mul: pair("Mul"),
    div: pair("Div"),
    less,
    equal: pair("Equal"),
    select,
    abs: one("Abs"),
    sign: one("Sign"),
    floor: one("Floor"),
    exp: one("Exp"),
    // Of negative numbers the shader's own is that of |x|.
    log: (x) => select(less(x, 0), Number.NaN, emit.op("Log", [x])),
    tanh: one("Tanh"),
  };
}

/** A function that is a formula, NaN of NaN. */
function formula(f: (m: ShaderAlgebra<Name>, x: Name) => Name): Lowering<UnaryName> {
  return (emit, [x]) => keepingNaN(emit, x!, f(algebra(emit), x!));
}

/** aᵇ: shaders know no powers of 0, and in JavaScript every x⁰ is 1. */
const pow: Lowering<BinaryName> = (emit, [a, b], node, types) => {
  if (node.dtype !== "float32") return lowerings.pow(emit, [a!, b!], node as never, types);
  const m = algebra(emit);
  // The runtime's shader that broadcasts a power does not compile.
  const [x, y] = [a!, b!].map((name, i) =>
    sameShape(types[i]!.shape, node.shape) ? name : expand(emit, name, node.shape),
  ) as [Name, Name];
  const unsigned = m.select(m.less(y, 0), Number.POSITIVE_INFINITY, m.select(m.less(0, y), 0, 1));
  const power = m.select(m.equal(x, 0), unsigned, emit.op("Pow", [x, y]));
  return m.select(m.equal(y, 0), 1, keepingNaN(emit, x, keepingNaN(emit, y, power)));
};

/** Every primitive in operators of ONNX for providers that compute with shaders, whose functions are coarse. */
export const shaderLowerings: Lowerings<PrimitiveName> = {
  ...lowerings,
  exp: formula((m, x) => m.exp(x)),
  expm1: formula(expm1),
  log: formula(log),
  log1p: formula(log1p),
  sin: formula(sin),
  cos: formula(cos),
  tanh: formula(tanh),
  softplus: formula(softplus),
  erf: formula(erf),
  // Whole numbers wrap around here, and those of 64 bits would go to the processor.
  sum: (emit, inputs, node, types) =>
    node.dtype === "int32" && node.attributes.axes.length
      ? sumOver(emit, inputs[0]!, node.attributes.axes)
      : lowerings.sum(emit, inputs, node, types),
  sigmoid: (emit, [x]) => keepingNaN(emit, x!, emit.op("Sigmoid", [x!])),
  pow,
};
