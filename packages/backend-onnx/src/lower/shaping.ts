import { sizeOf } from "@nami/tensor-backend";
import { cast, expand, pick, reshape, reverse, transpose, upTo } from "./blocks.js";
import type { Lowerings } from "./rule.js";

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
    // Floats beyond int32 keep their low 32 bits, as a store into an Int32Array does.
    const whole = dtype === "int32" && (type!.dtype === "float32" || type!.dtype === "float64");
    return cast(emit, whole ? cast(emit, x!, "int64") : x!, dtype);
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
  gather: (emit, [x, indices], { attributes: { axis } }) => emit.op("Gather", [x!, indices!], { axis }),
  scatterAdd: (emit, [updates, indices], { attributes: { axis }, shape, dtype }, [type]) => {
    const alongAxis = type!.shape.map((size, i) => (i === axis ? size : 1));
    const places = expand(emit, reshape(emit, indices!, alongAxis), type!.shape);
    const zeros = expand(emit, emit.constant(dtype, [0]), shape);
    return emit.op("ScatterElements", [zeros, places, updates!], { axis, reduction: "add" });
  },
}; // biome-ignore format: the list of primitives
