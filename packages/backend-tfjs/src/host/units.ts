import type { TypedArray, UnaryName } from "@nami/tensor-backend";
import { castNumber } from "../cast.js";
import type { Kernel, PlainKernel } from "../kernel.js";
import { erf } from "./erf.js";

type Loop = (y: TypedArray, x: TypedArray) => void;

/** A kernel of one operand, by its loop; each loop is code of its own for the engine. */
function each(loop: Loop): PlainKernel {
  return (scope, node, x) => {
    const { shape, dtype } = node as { shape: number[]; dtype: "float32" | "int32" | "bool" };
    const out = scope.allocate(shape, dtype);
    loop(scope.host.view(out), scope.host.view(x!));
    return out;
  };
}

type UnitName = UnaryName & ("neg" | "abs" | "sign" | "log1p" | "sin" | "cos" | "softplus" | "erf");

/** Functions of one element as loops, computed in double precision and rounded once. */
export const unitKernels: { readonly [P in UnitName | "logicalNot"]: PlainKernel } = {
  neg: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = -x[i]!;
  }),
  abs: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.abs(x[i]!);
  }),
  sign: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sign(x[i]!);
  }),
  log1p: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.log1p(x[i]!);
  }),
  sin: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sin(x[i]!);
  }),
  cos: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.cos(x[i]!);
  }),
  softplus: each((y, x) => {
    for (let i = 0; i < y.length; i++) {
      const value = x[i]!;
      y[i] = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
    }
  }),
  erf: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = erf(x[i]!);
  }),
  logicalNot: each((y, x) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] === 0 ? 1 : 0;
  }),
};

/** Between dtypes; TF.js's own stores 0.5 as the bool false and wraps what is beyond int32. */
export const cast: Kernel<"cast"> = (scope, { shape, dtype }, x) => {
  const out = scope.allocate(shape, dtype);
  const [y, from] = [scope.host.view(out), scope.host.view(x!)];
  if (dtype === "float32") y.set(from);
  else for (let i = 0; i < y.length; i++) y[i] = castNumber(from[i]!, dtype);
  return out;
};
