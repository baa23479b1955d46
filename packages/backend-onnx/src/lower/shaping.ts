import { sizeOf } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name, OnnxType } from "../model/model.js";
import { cast, expand, pick, reshape, reverse, transpose, upTo } from "./blocks.js";
import type { Lowerings } from "./rule.js";

/** Indices that the runtime refuses outside of 0 … size−1: negative ones, which it counts from the end, are put behind it. */
const within = (emit: Emitter, indices: Name, size: number): Name => {
  const int = (value: number): Name => emit.constant("int32", [value]);
  return emit.op("Where", [emit.op("Less", [indices, int(0)]), int(size), indices]);
};

/**
 * An empty value in a shape, from a lookup in zeros: nothing is moved, and yet the runtime refuses an index outside of
 * the axis.
 */
export function lookedUpNothing(
  emit: Emitter,
  indices: Name,
  size: number,
  shape: readonly number[],
  type: OnnxType,
): Name {
  const zeros = expand(emit, emit.constant(type, [0]), [size]);
  const found = emit.op("Gather", [zeros, within(emit, indices, size)], { axis: 0 });
  const none = emit.op("Slice", [found, emit.ints([0]), emit.ints([0])]);
  return emit.op("Reshape", [none, emit.ints(shape)], { allowzero: 1 });
}

/** Floats as int32: beyond its range the nearest end of it, 0 for NaN. */
const clamped = (emit: Emitter, x: Name, type: OnnxType): Name => {
  const [low, high] = [-(2 ** 31), 2 ** 31].map((bound) => emit.constant(type, [bound])) as [Name, Name];
  const zero = emit.constant(type, [0]);
  const above = emit.op("GreaterOrEqual", [x, high]);
  // What is not in the range goes by no conversion: what that gives is up to the processor.
  const unsound = emit.op("Or", [above, emit.op("IsNaN", [x])]);
  const number = emit.op("Where", [unsound, zero, emit.op("Where", [emit.op("Less", [x, low]), low, x])]);
  return emit.op("Where", [above, emit.constant("int32", [2 ** 31 - 1]), cast(emit, number, "int32")]);
};

/** What makes, moves and repeats elements without computing with them. */
export const shapingLowerings: Lowerings<
  | "full" | "iota" | "identity" | "stopGradient" | "cast" | "reshape" | "transpose" | "broadcastTo" | "reverse"
  | "concat" | "slice" | "pad" | "gather" | "scatterAdd"
> = {
  full: (emit, _, { attributes: { value, shape, dtype } }) =>
    sizeOf(shape) === 1
      ? emit.constant(dtype, [value], shape)
      : expand(emit, emit.constant(dtype, [value]), shape),
  // Counted in whole numbers, so that a size is the only thing that depends on the size.
  iota: (emit, _, { attributes: { size, dtype } }) => {
    const int = (value: number): string => emit.constant("int64", [value]);
    return cast(emit, emit.op("Range", [int(0), int(size), int(1)]), dtype);
  },
  identity: (_, [x]) => x!,
  stopGradient: (_, [x]) => x!,
  cast: (emit, [x], { attributes: { dtype } }, [type]) => {
    const whole = dtype === "int32" && (type!.dtype === "float32" || type!.dtype === "float64");
    return whole ? clamped(emit, x!, type!.dtype) : cast(emit, x!, dtype);
  },
  reshape: (emit, [x], { shape }) => reshape(emit, x!, shape),
  transpose: (emit, [x], { attributes: { permutation } }) => transpose(emit, x!, permutation),
  broadcastTo: (emit, [x], { shape }) => expand(emit, x!, shape),
  reverse: (emit, [x], { attributes: { axes } }) => (axes.length ? reverse(emit, x!, axes) : x!),
  concat: (emit, inputs, { attributes: { axis } }, types) =>
    emit.op(
      "Concat",
      inputs.filter((_, i) => sizeOf(types[i]!.shape) > 0),
      { axis },
    ),
  slice: (emit, [x], { attributes: { start, size } }, [type]) => {
    const axes = upTo(size.length).filter((axis) => size[axis] !== type!.shape[axis]);
    const of = (list: readonly number[]): number[] => axes.map((axis) => list[axis]!);
    if (!axes.length) return x!;
    return pick(
      emit,
      x!,
      axes,
      of(start),
      of(size),
      axes.map(() => 1),
    );
  },
  pad: (emit, [x], { attributes: { before, after }, dtype }) =>
    before.length
      ? emit.op("Pad", [x!, emit.ints([...before, ...after]), emit.constant(dtype, [0])])
      : x!,
  gather: (emit, [x, indices], { attributes: { axis } }, [type]) =>
    emit.op("Gather", [x!, within(emit, indices!, type!.shape[axis]!)], { axis }),
  scatterAdd: (emit, [updates, indices], { attributes: { axis, size }, shape, dtype }, [type]) => {
    const alongAxis = type!.shape.map((length, i) => (i === axis ? length : 1));
    const places = expand(emit, reshape(emit, within(emit, indices!, size), alongAxis), type!.shape);
    const zeros = expand(emit, emit.constant(dtype, [0]), shape);
    return emit.op("ScatterElements", [zeros, places, updates!], { axis, reduction: "add" });
  },
}; // biome-ignore format: the list of primitives
